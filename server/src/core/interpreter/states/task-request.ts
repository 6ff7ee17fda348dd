/** What a task asks of the outside. A class, so that what hardly anybody reads (the iterations around it, the context) is made when it is read. */

import type { Json, JsonObject } from '../../base/json.ts';
import type { TaskPlan } from '../plan.ts';
import type { IterationStep, TaskRequest, TaskResource } from '../task-port.ts';
import type { Thread } from '../thread.ts';

export class ThreadRequest implements TaskRequest {
  readonly execution: number;
  readonly stateName: string;
  readonly resource: TaskResource;
  readonly input: Json;
  readonly attempt: number;
  declare readonly taskToken?: string;
  readonly #thread: Thread;

  constructor(thread: Thread, { name, resource }: TaskPlan, input: Json) {
    this.execution = thread.execution.number;
    this.stateName = name;
    this.resource = resource;
    this.input = input;
    this.attempt = thread.attempt;
    if (resource.pattern === 'callback' && thread.taskToken !== null) this.taskToken = thread.taskToken;
    this.#thread = thread;
  }

  get iterations(): readonly IterationStep[] {
    return this.#thread.iterations;
  }

  get context(): () => JsonObject {
    return this.#thread.context;
  }
}
