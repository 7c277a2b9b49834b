#!/bin/sh
# Makes the key that Relais uses, which can do no more than it needs on its own indexes, and prints it:
#   docker compose exec -T meilisearch sh /srv/key.sh > deploy/secrets/meilisearch_key
set -eu
address=${1:-http://127.0.0.1:7700}
secret=${2:-/run/secrets/meilisearch_master_key}
answer=$(curl -fsS -X POST "$address/keys" \
    -H "Authorization: Bearer $(cat "$secret")" \
    -H "Content-Type: application/json" \
    --data '{
        "description": "Relais", "indexes": ["relais_services*"], "expiresAt": null,
        "actions": ["search", "documents.add", "documents.get", "documents.delete", "settings.update", "stats.get",
                    "indexes.create", "indexes.get", "indexes.delete", "indexes.swap", "tasks.get"]}')
printf '%s' "$answer" | sed 's/.*"key" *: *"\([^"]*\)".*/\1/'
