# Two commands are enough on a bare machine (python3 >= 3.11 and make): `make serve` and `make test`.
.DEFAULT_GOAL := help
.PHONY: help serve test test-long check bench relevance mutate fix golden environment test-environment
PY := .venv/bin/python
export PYTHONUTF8 := 1
# What was compiled is kept, whatever the shell says: each command and each worker would compile all of it again.
export PYTHONDONTWRITEBYTECODE :=

help: ## montre cette aide
	@echo "Relais, l'annuaire et l'orientation du réseau d'entraide des médecins."
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

serve: environment ## prépare tout et ouvre Relais, avec ses comptes de démonstration, sur http://localhost:8000
	@$(PY) -m relais serve --demo --with-parent

test: test-environment ## tout ce que cette machine peut vérifier en moins de 5 minutes
	@$(PY) -m pytest -n auto --dist worksteal

test-long: test-environment ## pannes, courses, endurance (moins de 20 minutes)
	@$(PY) -m pytest -m long -n 2 --dist loadfile --no-loadscope-reorder --durations=25

check: test-environment ## forme, types, couches, gabarits (moins de 15 secondes)
	@scripts/check.sh

bench: test-environment ## mesure les vitesses et écrit bench/RESULTS.md
	@$(PY) -m bench

relevance: test-environment ## joue les cas étiquetés de tests/relevance et montre la table
	@$(PY) -m tests.relevance

mutate: test-environment ## retire chaque garde de la base une à une, et dit lesquelles les tests ont vues manquer
	@$(PY) -m tests.mutation

fix: test-environment ## remet en forme ce qui peut l'être
	@$(PY) -m ruff check --fix --quiet . || true
	@$(PY) -m ruff format --quiet .
	@$(PY) -m djlint --reformat --quiet src || true

golden: test-environment ## refait les fichiers de référence de tests/golden, à relire avant de les garder
	@$(PY) scripts/golden.py

environment:
	@scripts/bootstrap.sh run demo

test-environment:
	@scripts/bootstrap.sh run demo dev browser
