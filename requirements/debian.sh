#!/usr/bin/env bash
# Installs the Debian packages that are missing: `debian.sh base` for running, `debian.sh draw` for drawing and tests.
# Without root, sudo or apt-get it says what to install and lets the next step find out whether it matters.
# `debian.sh python` prints the Python 3.11 to use: $PYTHON, python3.11 or python3.
set -euo pipefail

packages_of() {
    case "$1" in
        base)
            echo libgl1 libglib2.0-0 poppler-utils libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz0b bubblewrap \
                fonts-arphic-ukai fonts-arphic-uming fonts-wqy-microhei
            python_311 >/dev/null || echo python3.11 python3.11-venv
            has_venv || echo python3.11-venv
            ;;
        draw)
            echo fonts-noto-cjk fonts-arphic-ukai fonts-arphic-uming fonts-wqy-zenhei fonts-wqy-microhei fonts-dejavu chromium
            command -v npm >/dev/null || echo npm
            ;;
        *)
            echo "usage: $0 base|draw" >&2
            return 2
            ;;
    esac
}

python_311() {
    local name
    for name in ${PYTHON:-} python3.11 python3; do
        if "$name" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    return 1
}

has_venv() {
    local name
    name=$(python_311) && "$name" -c 'import venv, ensurepip' 2>/dev/null
}

installed() {
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif [ -t 0 ]; then
        sudo "$@"
    else
        sudo -n "$@"
    fi
}

if [ "${1:-}" = python ]; then
    python_311 || { echo 'Python 3.11 is needed: install it, or name it with PYTHON=...' >&2; exit 1; }
    exit
fi
wanted=$(packages_of "${1:-}" | xargs)
if ! command -v dpkg-query >/dev/null; then
    echo "Not a Debian system; these packages, or what matches them here, are needed: $wanted" >&2
    exit 0
fi
missing=()
for package in $wanted; do
    installed "$package" || missing+=("$package")
done
[ ${#missing[@]} = 0 ] && exit 0
echo "Installing Debian packages: ${missing[*]}"
if ! as_root true 2>/dev/null; then
    echo "Please install them as root: apt-get install --no-install-recommends ${missing[*]}" >&2
    exit 0
fi
as_root apt-get update -qq
as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
