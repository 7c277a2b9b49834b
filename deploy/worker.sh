#!/bin/sh
# What there is to do beside answering, until Relais has jobs: every hour, write the edition without a server in the
# folder given. When the database is away it comes from the copy of the directory that the app keeps.
trap 'kill "$!" 2>/dev/null; exit 0' TERM INT

while :; do
    relais export-static "$1" &
    wait "$!"
    sleep "${EVERY_SECONDS:-3600}" &
    wait "$!"
done
