#!/bin/sh
# Meilisearch takes its master key from the environment only: it comes from its file at the last moment.
MEILI_MASTER_KEY=$(cat /run/secrets/meilisearch_master_key) && export MEILI_MASTER_KEY
exec meilisearch
