/** What `--help` says. */

export const MAIN_HELP = `Runs, tests and checks AWS Step Functions state machines, offline.

Usage
  sfn-test run                                    run all test suites of the project
  sfn-test run --suite FILE [--case NAME]...      run a test suite
  sfn-test run --asl FILE [--input FILE_OR_JSON]  run a state machine once
  sfn-test map-run FILE.sfnrun                    Map Runs and children of a run that was saved
  sfn-test redrive FILE.sfnrun                    what did not succeed of a saved run, once more
  sfn-test test-state --definition FILE_OR_JSON   try out one state, as the service's TestState does
  sfn-test validate FILE...                       check definitions
  sfn-test lsp --stdio                            the language server, for any editor

Options
  -h, --help     what a command knows: sfn-test run --help
  -V, --version

Exit codes: 0 all well, 1 something failed, 2 the command could not be carried out.
`;

export const RUN_HELP = `Usage
  sfn-test run [--suite FILE...] [--case NAME]... [--reporter default|json|junit] [--output FILE] [--coverage FORMAT] [--s3 DIR]
  sfn-test run --asl FILE [--mock FILE | --tasks FILE | --mock-config FILE --test-case NAME] [--name NAME]
               [--input FILE_OR_JSON] [--history FILE] [--save FILE] [--s3 DIR] [--type STANDARD|EXPRESS] [--seed N] [--threads N]

Test suites; without --suite all of the project: those of the folder that sfn-test.config.yaml names, else every test-suite.yaml
and *.test.yaml here and below
  -s, --suite FILE        a suite, a folder of suites, a quoted pattern, or a name; may be given several times
  -n, --name NAME         the suite of the state machine of that name
  -c, --case NAME         only the case of that name; may be given several times
  -r, --reporter NAME     default, json or junit
  -o, --output FILE       where a json or junit report goes; the terminal by default
      --bail              stops after the first suite with a failure
  -q, --quiet             tells only of cases that failed; --verbose: how long each took
      --coverage [FORMAT] states, ways out of Choices and catchers that were visited: text (default), json, html, lcov
      --config FILE       instead of the sfn-test.config.yaml in this folder or above it
      --s3 DIR            a folder that stands in for S3: DIR/<bucket>/<key>; or s3:// for real S3, with the usual credentials
      --s3-endpoint URL   with s3://: who speaks S3 instead of Amazon; --region NAME: the region

A state machine, once; its output is printed as JSON
  -a, --asl FILE          the definition, JSON or YAML
  -m, --mock FILE         what tasks answer
      --tasks FILE        recorded answers of tasks, instead of mocks
      --mock-config FILE  a mock file of Step Functions Local (MockConfigFile.json), instead of mocks
      --test-case NAME    which of its test cases
      --state-machine NAME=FILE
                          a state machine that tasks start, run for real; may be given several times
      --redrive-from FILE a history that --history wrote of a failed execution: it goes on at the state that failed
  -n, --name NAME         with --asl the state machine's name, in ARNs and in the mock file; StateMachine by default
  -i, --input VALUE       a JSON file, JSON itself, or - for what is piped in; {} by default
      --save FILE         saves the run while it goes, for sfn-test map-run and sfn-test redrive: FILE.sfnrun
      --history FILE      writes status, output, error, cause and the execution's events as JSON
      --s3 DIR            a folder that stands in for S3: DIR/<bucket>/<key>; or s3:// for real S3, with the usual credentials
      --s3-endpoint URL   with s3://: who speaks S3 instead of Amazon; --region NAME: the region
  -t, --type TYPE         STANDARD (default) or EXPRESS
      --seed N            for everything that is left to chance; 1 by default
      --threads N         threads that run the children of large Distributed Maps into which nobody looks; the machine's cores,
                          at most 6, by default; 1: none but the run's own
`;

export const MAP_RUN_HELP = `Usage
  sfn-test map-run FILE.sfnrun [--map-run NUMBER_OR_STATE] [--failed] [--limit N] [--child N] [--format text|json]

Shows the Map Runs of a run that sfn-test run --save has saved: the counts of DescribeMapRun, the result files, and the
children that were started, newest first.

      --map-run WHICH     only this Map Run: its number, or the name of its state
      --failed            only children that failed, timed out or were stopped
      --limit N           so many Map Runs, and so many children of each; 20 by default. JSON has all Map Runs.
  -c, --child N           one child, by its place from 0: input, output, error and history. A history that was not kept is
                          found out by running the child again alone, and shown where that agrees with what was saved.
  -f, --format FORMAT     text (default) or json

  --mock, --tasks, --mock-config, --test-case, --state-machine and --s3 stand in for those of the run; see sfn-test run --help.
`;

export const REDRIVE_HELP = `Usage
  sfn-test redrive FILE.sfnrun [--mock FILE | --tasks FILE | --mock-config FILE --test-case NAME] [--s3 DIR]

Redrives a saved run that failed, as RedriveExecution does: it goes on at the state that failed. Of a Map Run only the failed,
stopped and pending children run (again), Standard ones from the state that failed, Express ones from their first; results go
to <Prefix>/<Map Run>/Redrive-<n>. The saved run goes on in FILE. The output is printed as JSON.

  -m, --mock FILE         what tasks answer now; what did in the last attempt by default
      --tasks FILE, --mock-config FILE, --test-case NAME, --state-machine NAME=FILE
                          as with sfn-test run
      --s3 DIR            a folder that stands in for S3; that of before by default
`;

export const VALIDATE_HELP = `Usage
  sfn-test validate FILE... [--format text|json|sarif|github] [--type STANDARD|EXPRESS] [--rule ID=SEVERITY]... [--fix]

  FILE                    a definition, a template that holds definitions (SAM, CloudFormation, cdk.out, serverless.yml), a test
                          suite, a mock file, sfn-test.config.yaml, a folder (all of these in it and below), or a quoted
                          pattern: 'flows/**/*.asl.json'. A MockConfigFile.json is checked when it is named, by its form
                          and its own names
  -f, --format FORMAT     text (default); json: [{ file, diagnostics: [{ code, severity, message, path, range }] }];
                          sarif: SARIF 2.1.0, for code scanning; github: annotations of a workflow run
  -t, --type TYPE         the type of the state machine, where some fields depend on it
      --rule ID=SEVERITY  error, warning, information, hint or off; may be given several times
      --fix               mends in the files what has one clear fix

Exit codes: 0 no errors, 1 errors, 2 a file could not be read.
`;

export const TEST_STATE_HELP = `Usage
  sfn-test test-state --definition FILE_OR_JSON [--state-name NAME] [--input FILE_OR_JSON] [--mock FILE_OR_JSON]
                      [--inspection-level INFO|DEBUG|TRACE] [--variables FILE_OR_JSON] [--context FILE_OR_JSON]
                      [--state-configuration FILE_OR_JSON] [--role-arn ARN] [--reveal-secrets] [--seed N]

Runs one state alone and prints what the service's TestState would answer: status, output or error, nextState, and with
DEBUG or TRACE every station of its data flow. No service is called: Task, Map and Parallel states want a mock.

  -d, --definition VALUE        one state, or a state machine together with --state-name; JSON, or a YAML file
  -n, --state-name NAME         the state of the machine to test, at any depth
  -i, --input VALUE             its input; {} by default
  -l, --inspection-level LEVEL  INFO (default), DEBUG or TRACE
  -m, --mock VALUE              {"result": ...} or {"errorOutput": {"error": ..., "cause": ...}}, and how closely the result is
                                compared with the API's response: {"fieldValidationMode": "STRICT" (default) | "PRESENT" | "NONE"}
      --variables VALUE         workflow variables, as an object
      --context VALUE           a context object instead of the invented one
      --state-configuration VALUE
                                {"retrierRetryCount", "mapIterationFailureCount", "mapItemReaderData", "errorCausedByState"}
      --role-arn ARN            the role, for the context object
      --reveal-secrets          as the service takes it; refused together with a mock
      --seed N                  for everything that is left to chance; 1 by default

VALUE is a JSON file, JSON itself, or - for what is piped in.
Exit codes: 0 SUCCEEDED or CAUGHT_ERROR, 1 FAILED or RETRIABLE, 2 the test was refused.
`;
