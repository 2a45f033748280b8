-- Nobody may call these but the functions of the protocol.

revoke all on all functions in schema sync from public;
