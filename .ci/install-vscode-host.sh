#!/usr/bin/env bash
# Puts a real VS Code (workbench in the browser, Node extension host) into the given folder, from the npm registry only.
#
# code-server 4.100.3 is VS Code 1.100. Its own postinstall downloads a ripgrep binary from a release page, so scripts stay off and the
# native modules that matter are built here; searching uses the ripgrep of the machine. A complete installation is left as it is, an
# interrupted one is made anew.
#
# Usage: .ci/install-vscode-host.sh [DIR]     (default: $STEPSCOPE_VSCODE_HOST or ~/.cache/stepscope/vscode-host)
set -euo pipefail

version=4.100.3
dir=${1:-${STEPSCOPE_VSCODE_HOST:-$HOME/.cache/stepscope/vscode-host}}
headers=${NODE_DIR:-$(dirname "$(dirname "$(readlink -f "$(command -v node)")")")}
marker="$dir/.complete"
# Native modules are built for one ABI, so the marker names it: another Node major builds again.
wanted="code-server@$version abi-$(node -p process.versions.modules)"

if [ -f "$marker" ] && [ "$(cat "$marker")" = "$wanted" ]; then
  echo "VS Code host: $dir (already complete)"
  exit 0
fi

[ -f "$headers/include/node/node.h" ] || {
  echo "VS Code host: no Node headers under $headers/include/node; set NODE_DIR to the prefix that has them" >&2
  exit 1
}

ripgrep=$(command -v rg) || {
  echo "VS Code host: it searches files with ripgrep, and there is no rg here (apt-get install ripgrep)" >&2
  exit 1
}

rm -rf "$dir"
mkdir -p "$dir"
dir=$(cd "$dir" && pwd)
log="$dir/build.log"
echo "VS Code host: installing code-server@$version into $dir"

npm_quiet() { npm install --ignore-scripts --no-audit --no-fund --loglevel=error "$@"; }
logged() { "$@" >>"$log" 2>&1 || { tail -20 "$log" >&2; echo "VS Code host: failed: $*" >&2; exit 1; }; }

cd "$dir"
printf '{"name":"vscode-host","private":true}\n' >package.json
npm_quiet "code-server@$version"

gyp="$(npm root -g)/npm/node_modules/node-gyp/bin/node-gyp.js"
cd "$dir/node_modules/argon2"
logged ../.bin/node-pre-gyp install --build-from-source --nodedir="$headers"

cd "$dir/node_modules/code-server/lib/vscode"
npm_quiet --omit=dev
for module in @vscode/spdlog native-watchdog node-pty @parcel/watcher; do
  (cd "node_modules/$module" && logged node "$gyp" rebuild --nodedir="$headers")
done
ln -sfn node_modules node_modules.asar
(cd extensions && npm_quiet --omit=dev)
mkdir -p node_modules/@vscode/ripgrep/bin
ln -sf "$ripgrep" node_modules/@vscode/ripgrep/bin/rg

printf '%s' "$wanted" >"$marker"
echo "VS Code host: ready in $dir"
