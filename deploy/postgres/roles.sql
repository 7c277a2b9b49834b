-- Run once, as the superuser, on a new server: the accounts of Relais, whose passwords stay in files. relais_audit, which
-- reads the chains and nothing of a person, has none: the superuser gives it one for the time somebody looks.
-- `relais migrate` then works as relais_owner, which owns the database and nothing else.
\set owner_password `cat /run/secrets/owner_password`
\set app_password `cat /run/secrets/app_password`
\set worker_password `cat /run/secrets/worker_password`
\set backup_password `cat /run/secrets/backup_password`
\set purge_password `cat /run/secrets/purge_password`

CREATE ROLE relais_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD :'owner_password';
CREATE ROLE relais_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD :'app_password';
CREATE ROLE relais_worker LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD :'worker_password';
CREATE ROLE relais_audit LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
CREATE ROLE relais_purge LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD :'purge_password';
-- A backup made by an account that the policies bind succeeds, and is empty.
CREATE ROLE relais_backup LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE BYPASSRLS PASSWORD :'backup_password';

SELECT current_database() AS base \gset
ALTER DATABASE :"base" OWNER TO relais_owner;
REVOKE ALL ON DATABASE :"base" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"base" TO relais_app, relais_worker, relais_audit, relais_purge, relais_backup;
