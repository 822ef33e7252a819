# Completion of holdfast for bash: source <(./holdfast completion bash)
# Asks the very program that is on the line, so that the names are those of its node. Bash looks a path up by its last
# part, so ./holdfast is completed too.

_holdfast() {
  local program=${COMP_WORDS[0]} typed=${COMP_WORDS[COMP_CWORD]} word='' last='' joins='' candidate i
  local words=()
  case $program in '~/'*) program=$HOME/${program#'~/'} ;; esac

  # Bash takes words apart at = and :, the program does not; so they are put together again.
  for ((i = 1; i <= COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    case $word in
      = | :)
        last=$last$word
        joins=yes
        ;;
      *)
        if [ -n "$joins" ]; then
          last=$last$word
        else
          [ "$i" -eq 1 ] || words+=("$last")
          last=$word
        fi
        joins=''
        ;;
    esac
  done
  words+=("$last")
  case $typed in = | :) typed='' ;; esac
  local before=${last%"$typed"}

  COMPREPLY=()
  while IFS= read -r candidate; do
    if [ "$candidate" = :files ]; then
      compopt -o default 2>/dev/null
      return
    fi
    COMPREPLY+=("${candidate#"$before"}")
  done < <("$program" complete -- "${words[@]}" 2>/dev/null </dev/null)
}

complete -F _holdfast holdfast
