#!/bin/sh
# Fetches Nav's newest workbooks into a folder, publishes them, and says what they changed:
#
#   fetch-build-news.sh FOLDER
#
# Says nothing and ends with 0 where nothing is new. 3: something was published, but a person must look
# at what is said. Any other code: it failed, and the published file is as it was.
set -u
tiltak=${TILTAK:-/opt/tiltak/.venv/bin/tiltak}
folder=$1

said=$("$tiltak" fetch --quiet --into "$folder")
fetched=$?
case $fetched in
    0 | 3) ;;
    *) exit "$fetched" ;;
esac

said=$("$tiltak" build --quiet "$folder")
built=$?
case $built in
    0 | 3) ;;
    *) exit "$built" ;;
esac

case $said in
    "nothing new"*) ;;
    *) "$tiltak" news ;;
esac
[ "$fetched" -eq 0 ] || exit "$fetched"
exit "$built"
