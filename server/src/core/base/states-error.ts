/** Where the engine keeps how deep a stack is noted. Nobody looks at a StatesError's, and noting it costs more than the failure itself. */
const STACK_TRACES = Error as unknown as { stackTraceLimit: number };

/**
 * The one control-flow exception of the interpreter: a state failed with an AWS error name.
 *
 * Expressions and states throw it, the engine catches it in one place and turns it into Retry, Catch or a failed scope. Any other
 * exception is a bug of ours and is never swallowed.
 */
export class StatesError extends Error {
  override readonly name = 'StatesError';
  readonly error: string | undefined;
  /** Without AWS's "An error occurred while executing the state ..." prefix; the engine adds it when `prefixed`. */
  readonly causeText: string | undefined;
  readonly prefixed: boolean;
  /** EvaluationFailed's `location`, for JSONata failures. */
  readonly location: string | undefined;

  constructor(
    error: string | undefined,
    causeText: string | undefined,
    options: { readonly prefixed?: boolean; readonly location?: string } = {},
  ) {
    const { stackTraceLimit } = STACK_TRACES;
    STACK_TRACES.stackTraceLimit = 0;
    super(`${error ?? 'States.Runtime'}: ${causeText ?? ''}`);
    STACK_TRACES.stackTraceLimit = stackTraceLimit;
    this.error = error;
    this.causeText = causeText;
    this.prefixed = options.prefixed ?? false;
    this.location = options.location;
  }
}
