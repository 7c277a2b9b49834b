"""What ends when: the rules are the database's (migration 0017); here they are told, and what is due is removed."""
