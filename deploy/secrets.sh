#!/bin/sh
# Fait les secrets de docker-compose.yml dans deploy/secrets/ (ou dans le dossier donné), une fois pour toutes.
# Chaque fichier est lisible par les services, qui ont chacun leur compte ; le dossier ne l'est que par vous.
set -eu
folder=${1:-$(dirname "$0")/secrets}

if [ -e "$folder" ]; then
    echo "Le dossier $folder existe déjà : rien n'a été changé." >&2
    exit 1
fi
umask 077
mkdir -p "$folder"

random() {
    od -An -tx1 -N24 /dev/urandom | tr -d ' \n'
}

keep() { # name, value
    printf '%s' "$2" >"$folder/$1"
    chmod 0444 "$folder/$1"
}

keep postgres_password "$(random)"
for account in owner app worker backup purge; do
    password=$(random)
    keep "${account}_password" "$password"
    keep "${account}_url" "postgresql://relais_$account:$password@postgres/relais"
done
keep meilisearch_master_key "$(random)"
keep meilisearch_key ""
chmod 0644 "$folder/meilisearch_key" # filled later by deploy/meilisearch/key.sh, if Meilisearch is used
keep smtp_password ""
chmod 0644 "$folder/smtp_password" # yours, from whoever sends your mail; empty as long as none is sent
echo "Secrets faits dans $folder. Ajoutez-y tls_certificate et tls_key, le certificat et sa clé au format PEM."
