#compdef holdfast
# Completion of holdfast for zsh: source <(./holdfast completion zsh)
# Asks the very program that is on the line, so that the names are those of its node. Zsh looks a path up by its last
# part, so ./holdfast is completed too.

_holdfast() {
  local program=${(Q)words[1]}
  program=${program/#\~\//$HOME/}
  local -a candidates
  candidates=(${(f)"$("$program" complete -- "${(@Q)words[2,CURRENT]}" 2>/dev/null </dev/null)"})
  if [[ ${candidates[1]} == :files ]]; then
    compset -P '--*='
    _files
    return
  fi
  compadd -a candidates
}

(( ${+functions[compdef]} )) || { autoload -Uz compinit && compinit }
compdef _holdfast holdfast
