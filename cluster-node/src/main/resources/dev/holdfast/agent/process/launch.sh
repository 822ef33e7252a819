# Becomes an instance: in a session of its own, it looks once more whether the lease holds and nobody has fenced the
# instance, enters the control group, claims the ticket, and becomes the program. Called with the incarnation's folder
# as working directory: sh -c THIS holdfast-launch TICKET LEASE-FILE|- CONTROL-GROUP|- PROGRAM ARGUMENT...
ticket=$1 lease=$2 group=$3
shift 3

# The lease is "none", or a boot and milliseconds since it.
if [ "$lease" != - ]; then
  read -r boot until <"$lease" || exit 75
  read -r mine </proc/sys/kernel/random/boot_id || exit 75
  read -r up _ </proc/uptime || exit 75
  [ "$boot" = "$mine" ] || exit 75
  [ "${up%.*}${up#*.}0" -lt "$until" ] || exit 75
fi
[ ! -e fenced ] || exit 75

if [ "$group" != - ]; then
  echo $$ >"$group/cgroup.procs" || exit 74
fi

# A pid alone may come again; with the time at which it began (the 20th word after the name) it does not.
read -r stat </proc/$$/stat || exit 73
claim() {
  shift 19
  echo "$pid $1" >"claim.$ticket" && ln "claim.$ticket" "run.$ticket" 2>/dev/null
}
pid=$$
# The name may hold anything, so what counts begins after the last bracket.
claim ${stat##*) } || exit 73

cd work || exit 72
exec "$@"
