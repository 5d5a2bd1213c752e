#!/bin/sh
# Install Debian's Chromium for the tests of the brief, if there is none and it can be done
# without asking; else say so. The tests that need it are skipped then.
set -eu
for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null 2>&1; then
        exit 0
    fi
done
if [ -n "${DRAGOMAN_CHROMIUM:-}" ]; then
    exit 0
fi
skipped="No Chromium: the tests in a browser will be skipped (apt-get install chromium)."
stamp=.venv/.dragoman-browser
if ! command -v apt-get >/dev/null 2>&1 || [ -e "$stamp" ]; then
    echo "$skipped" >&2
    exit 0
fi
as_root=
if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null 2>&1 || ! sudo -n true 2>/dev/null; then
        echo "$skipped" >&2
        exit 0
    fi
    as_root="sudo -n"
fi
# Once: where it fails it would fail again, and the tests should not wait for it each time.
touch "$stamp"
echo "Installing Chromium for the tests (once) …" >&2
if ! { $as_root apt-get update && $as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y --no-install-recommends chromium; } >/dev/null 2>&1; then
    echo "$skipped" >&2
fi
