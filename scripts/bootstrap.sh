#!/bin/sh
# Makes .venv from the hash-pinned locks: `bootstrap.sh run demo` to serve, `bootstrap.sh run demo dev browser` to test.
# Instant when nothing changed. Speaks French: whoever starts Relais reads it.
set -eu
cd "$(dirname "$0")/.."
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1

stop() {
    echo "Relais : $1" >&2
    exit 1
}

find_python() {
    for name in ${PYTHON:-} python3.13 python3.12 python3.11 python3 python3.14 python; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            echo "$name"
            return
        fi
    done
    seen=$(python3 --version 2>/dev/null || echo "aucun Python")
    stop "il faut Python 3.11 ou plus récent, cette machine a : $seen. Installez-le, ou donnez PYTHON=/chemin/vers/python3."
}

make_environment() {
    if .venv/bin/python -c "import sys, importlib.util as u; sys.exit(not u.find_spec(\"pip\"))" 2>/dev/null; then
        return
    fi
    python=$(find_python)
    "$python" -c 'import venv, ensurepip' >/dev/null 2>&1 ||
        stop "ce Python n'a pas le module venv. Sous Debian ou Ubuntu : « apt install python3-venv », puis recommencez."
    mkdir -p .venv 2>/dev/null && [ -w .venv ] ||
        stop "le dossier $(pwd) n'est pas accessible en écriture : impossible d'y créer .venv."
    echo "Relais : création de l'environnement Python (.venv)…"
    "$python" -m venv --clear .venv >/dev/null || stop "la création de .venv a échoué."
}

install_group() { # files of requirements/, as one installation
    arguments=""
    for group in "$@"; do
        arguments="$arguments -r requirements/$group.txt"
    done
    # shellcheck disable=SC2086 # a list of words
    .venv/bin/python -m pip install -qq --require-hashes --only-binary :all: $arguments
}

install_project() {
    .venv/bin/python -m pip install -qq --no-deps --no-build-isolation --editable .
}

stamp_of() { # what was installed, from what, and where: an environment does not survive being moved
    { pwd; .venv/bin/python --version; for group in "$@"; do cat "requirements/$group.txt"; done; } 2>/dev/null | cksum
}

has_musl() {
    [ -n "$(ls /lib/ld-musl-* 2>/dev/null)" ]
}

make_environment
todo=""
for group in build "$@"; do
    if [ "$(cat ".venv/.stamp-$group" 2>/dev/null)" = "$(stamp_of "$group")" ]; then
        continue
    fi
    if [ "$group" = demo ] && has_musl; then
        echo "Relais : pas de PostgreSQL embarqué pour ce système (musl) ; donnez RELAIS_OWNER_URL, RELAIS_APP_URL et RELAIS_WORKER_URL."
        continue
    fi
    todo="$todo $group"
done
if [ -n "$todo" ]; then
    echo "Relais : installation des bibliothèques ($(echo $todo))…"
    # shellcheck disable=SC2086
    install_group $todo || stop "l'installation des bibliothèques a échoué (réseau ? voyez le message ci-dessus)."
    for group in $todo; do
        stamp_of "$group" >".venv/.stamp-$group"
    done
fi
project=$({ pwd; sed '/^\[tool\./,$d' pyproject.toml; } | cksum)
if [ "$(cat .venv/.stamp-project 2>/dev/null)" != "$project" ]; then
    install_project || stop "l'installation de Relais dans .venv a échoué."
    echo "$project" >.venv/.stamp-project
fi
