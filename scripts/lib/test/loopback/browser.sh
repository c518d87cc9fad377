#!/bin/sh
# Starts the browser with a group of its own, by which its packets are known (describeAttempts.mjs). The files stay root's.
exec setpriv --regid "$SALLYPORT_BROWSER_GROUP" --keep-groups "$SALLYPORT_BROWSER_PROGRAM" "$@"
