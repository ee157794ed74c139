#!/bin/sh
# Programs that come from Debian's packages and not from PyPI: installs those of the given names that are
# missing, where that may be done (as root, or by sudo without a password), and says the command where not.
#
#   requirements/programs.sh venv initdb dot chromium soffice
set -eu
missing=
for program in "$@"; do
    case $program in
        venv) "${PYTHON:-python3}" -c 'import ensurepip' 2> /dev/null || missing="$missing python3-venv" ;;
        initdb) ls /usr/lib/postgresql/*/bin/initdb > /dev/null 2>&1 || command -v initdb > /dev/null || missing="$missing postgresql" ;;
        dot) command -v dot > /dev/null || missing="$missing graphviz" ;;
        chromium)
            command -v chromium > /dev/null || missing="$missing chromium"
            # Playwright's own node, which steers it, needs this.
            PATH="$PATH:/sbin" ldconfig -p | grep -q libatomic.so.1 || missing="$missing libatomic1"
            ;;
        java) ls /usr/lib/jvm/*/bin/java > /dev/null 2>&1 || command -v java > /dev/null || missing="$missing openjdk-17-jre-headless" ;;
        soffice) command -v soffice > /dev/null || missing="$missing libreoffice-calc" ;;
        systemd-analyze) command -v systemd-analyze > /dev/null || missing="$missing systemd" ;;
        *) echo "$program: no package of Debian is known for it" >&2; exit 2 ;;
    esac
done
[ -n "$missing" ] || exit 0
install="apt-get install --yes --no-install-recommends$missing"
if ! command -v apt-get > /dev/null; then
    echo "missing here, by the names of Debian's packages:$missing; install what your system calls them" >&2
    exit 1
elif [ "$(id -u)" -eq 0 ]; then
    as_root=
elif command -v sudo > /dev/null && sudo --non-interactive true 2> /dev/null; then
    as_root=sudo
else
    echo "missing here; install with: sudo $install" >&2
    exit 1
fi
$as_root apt-get update --quiet=2
# shellcheck disable=SC2086
DEBIAN_FRONTEND=noninteractive $as_root $install --quiet=2 > /dev/null
