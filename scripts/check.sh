#!/bin/sh
# Every static check, all of them even when one fails.
cd "$(dirname "$0")/.." || exit 1
bin=.venv/bin
failed=""

check() {
    name=$1
    shift
    if output=$("$@" 2>&1); then
        echo "$name : bon"
    else
        printf '%s\n%s : à corriger\n' "$output" "$name"
        failed="$failed $name"
    fi
}

check "ruff format" $bin/python -m ruff format --check .
check "ruff" $bin/python -m ruff check .
check "mypy" $bin/python -m mypy
check "import-linter" $bin/lint-imports
# J018 wants url_for() of another framework: our links are plain and a test follows them.
check "djlint" $bin/python -m djlint --check --lint --ignore=J018 src
[ -z "$failed" ] || { echo "À corriger :$failed (« make fix » corrige une partie)"; exit 1; }
