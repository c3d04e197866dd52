#!/bin/sh
# Make .venv hold exactly what the given lock file names: sh .ci/setup.sh requirements.lock
# Quick when nothing has changed. Each thing that is missing is told in one sentence with the command that helps.
set -eu

lock=$1
cd "$(dirname "$0")/.."

fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

is_recent() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

find_python() {
    for name in ${PYTHON:+"$PYTHON"} python3 python3.14 python3.13 python3.12 python3.11; do
        if is_recent "$name"; then
            printf '%s\n' "$name"
            return
        fi
    done
    return 1
}

# Runs apt-get as root: directly, or by a sudo that asks for no password.
apt_install() {
    command -v apt-get >/dev/null 2>&1 || return 1
    if [ "$(id -u)" = 0 ]; then
        as_root=env
    elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
        as_root='sudo -n env'
    else
        return 1
    fi
    echo "Installing from the system's packages: $*"
    $as_root DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" </dev/null >/dev/null 2>&1 && return 0
    $as_root DEBIAN_FRONTEND=noninteractive apt-get update -qq </dev/null >/dev/null 2>&1 || true
    $as_root DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" </dev/null >/dev/null
}

# The command that installs packages here. Arguments: names for apt, dnf, Homebrew.
install_command() {
    if command -v apt-get >/dev/null 2>&1; then
        echo "sudo apt-get install -y $1"
    elif command -v dnf >/dev/null 2>&1; then
        echo "sudo dnf install -y $2"
    elif command -v brew >/dev/null 2>&1; then
        echo "brew install $3"
    else
        echo "your system's package manager, for $1"
    fi
}

make_environment() {
    if [ -x .venv/bin/python ] && is_recent .venv/bin/python && .venv/bin/python -c 'import pip' 2>/dev/null; then
        return
    fi
    python=$(find_python) || fail "The portal needs Python 3.11 or newer. Install it: $(install_command 'python3 python3-venv' python3 python)"
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        apt_install "python$version-venv" ||
            fail "Python's venv module is missing. Install it: $(install_command "python$version-venv" python3 python)"
    fi
    echo 'Making the virtual environment in .venv …'
    rm -rf .venv
    "$python" -m venv .venv || fail "The virtual environment could not be made; the lines above say why."
}

install_libraries() {
    stamp=.venv/installed-${lock%.lock}
    wanted=$(.venv/bin/python -c 'import hashlib, sys; print(hashlib.sha256(open(sys.argv[1], "rb").read()).hexdigest())' "$lock")
    if [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; then
        return
    fi
    echo "Installing the libraries of $lock (some minutes the first time) …"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock" ||
        fail "The libraries could not be installed; the lines above say why. When the network is back: make setup"
    printf '%s\n' "$wanted" >"$stamp"
}

# The PDF engine loads these at run time; pip cannot bring them.
has_pdf_libraries() {
    .venv/bin/python - <<'PYTHON'
import ctypes, sys
if sys.platform == "darwin":
    names = ["libpango-1.0.dylib", "libpangoft2-1.0.dylib", "libharfbuzz.dylib", "libharfbuzz-subset.dylib", "libfontconfig.dylib"]
    folders = ["", "/opt/homebrew/lib/", "/usr/local/lib/"]
else:
    names = [
        "libgobject-2.0.so.0", "libpango-1.0.so.0", "libpangoft2-1.0.so.0",
        "libharfbuzz.so.0", "libharfbuzz-subset.so.0", "libfontconfig.so.1",
    ]
    folders = [""]

def loads(path):
    try:
        ctypes.CDLL(path)
    except OSError:
        return False
    return True

sys.exit(not all(any(loads(folder + name) for folder in folders) for name in names))
PYTHON
}

install_pdf_libraries() {
    has_pdf_libraries && return
    packages='libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0'
    # shellcheck disable=SC2086 # a list of names
    apt_install $packages && has_pdf_libraries && return
    fail "The libraries that make PDFs are missing. Install them: $(install_command "$packages" 'pango harfbuzz' pango)"
}

make_environment
install_libraries
install_pdf_libraries
