-- Run once, as the superuser, on a new server: the accounts of Relais, whose passwords stay in files. Those without a
-- password are entered by the superuser alone: checking chains, purging what is due, making a whole backup.
-- `relais migrate` then works as relais_owner, which owns the database and nothing else.
\set owner_password `cat /run/secrets/owner_password`
\set app_password `cat /run/secrets/app_password`
\set worker_password `cat /run/secrets/worker_password`

CREATE ROLE relais_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD :'owner_password';
CREATE ROLE relais_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD :'app_password';
CREATE ROLE relais_worker LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD :'worker_password';
CREATE ROLE relais_audit LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
CREATE ROLE relais_purge LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
CREATE ROLE relais_backup LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE BYPASSRLS;

SELECT current_database() AS base \gset
ALTER DATABASE :"base" OWNER TO relais_owner;
REVOKE ALL ON DATABASE :"base" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"base" TO relais_app, relais_worker, relais_audit, relais_purge, relais_backup;
