/** What `--help` says. */

export const MAIN_HELP = `Runs, tests and checks AWS Step Functions state machines, offline.

Usage
  sfn-test run --suite FILE [--case NAME]...      run a test suite
  sfn-test run --asl FILE [--input FILE_OR_JSON]  run a state machine once
  sfn-test validate FILE...                       check definitions

Options
  -h, --help     what a command knows: sfn-test run --help
  -V, --version

Exit codes: 0 all well, 1 something failed, 2 the command could not be carried out.
`;

export const RUN_HELP = `Usage
  sfn-test run --suite FILE... [--case NAME]... [--reporter default|json|junit] [--output FILE] [--s3 DIR]
  sfn-test run --asl FILE [--mock FILE | --tasks FILE | --mock-config FILE --test-case NAME] [--name NAME]
               [--input FILE_OR_JSON] [--history FILE] [--s3 DIR] [--type STANDARD|EXPRESS] [--seed N]

A test suite
  -s, --suite FILE        the suite; may be given several times
  -c, --case NAME         only the case of that name; may be given several times
  -r, --reporter NAME     default, json or junit
  -o, --output FILE       where a json or junit report goes; the terminal by default
      --s3 DIR            a folder that stands in for S3: DIR/<bucket>/<key>

A state machine, once; its output is printed as JSON
  -a, --asl FILE          the definition, JSON or YAML
  -m, --mock FILE         what tasks answer
      --tasks FILE        recorded answers of tasks, instead of mocks
      --mock-config FILE  a mock file of Step Functions Local (MockConfigFile.json), instead of mocks
      --test-case NAME    which of its test cases
  -n, --name NAME         the state machine's name, in ARNs and in the mock file; StateMachine by default
  -i, --input VALUE       a JSON file, JSON itself, or - for what is piped in; {} by default
      --history FILE      writes status, output, error, cause and the execution's events as JSON
      --s3 DIR            a folder that stands in for S3: DIR/<bucket>/<key>
  -t, --type TYPE         STANDARD (default) or EXPRESS
      --seed N            for everything that is left to chance; 1 by default
`;

export const VALIDATE_HELP = `Usage
  sfn-test validate FILE... [--format text|json] [--type STANDARD|EXPRESS]

  -f, --format FORMAT     text (default) or json: [{ file, diagnostics: [{ code, severity, message, path, range }] }]
  -t, --type TYPE         the type of the state machine, where some fields depend on it

Exit codes: 0 no errors, 1 errors, 2 a file could not be read.
`;
