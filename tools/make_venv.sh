#!/usr/bin/env bash
# Make a virtual environment with the first Python that is new enough: make_venv.sh FOLDER
# PYTHON=… in the environment names the one to take.
set -euo pipefail

folder=$1
new_enough='import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))'

if "$folder/bin/python" -c "$new_enough" 2>/dev/null; then
  exit 0
fi

for python in ${PYTHON:-python3 python3.13 python3.12 python3.11 python3.10 python}; do
  if "$python" -c "$new_enough" 2>/dev/null; then
    "$python" -m venv --clear "$folder"
    echo "$("$python" --version) in $folder"
    exit 0
  fi
done

echo "No Python 3.10 or newer with the module venv was found." >&2
echo "Debian and Ubuntu: apt install python3-venv. Or name one: make setup PYTHON=/path/to/python3" >&2
exit 1
