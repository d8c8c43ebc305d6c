
# What the part above does not know: keys and their values, data sets, methods, scripts by name.
_palimpsest_keys='@KEYS@'

_palimpsest_values() { # KEY
  case $1 in
@VALUES@
  esac
}

_palimpsest() {
  local word=${COMP_LINE:0:COMP_POINT} command=${1##*/} words='' prefix=''
  word=${word##*[[:space:]]}
  [ "$command" != run-experiment ] || command=run
  if [ "$command" != palimpsest ]; then
    local -a COMP_WORDS=(palimpsest "$command" "${COMP_WORDS[@]:1}")
    local COMP_CWORD=$((COMP_CWORD + 1))
  fi
  COMPREPLY=()
  case ${COMP_WORDS[1]}:$COMP_CWORD:$word in
    *:1:* | *:-*) _complete_palimpsest ;;
    run:2:* | check:2:*) ;; # a file
    run:*=* | check:*=* | sweep:*=*)
      words=$(_palimpsest_values "${word%%=*}")
      case $COMP_WORDBREAKS in
        *=*) ;; # only what stands after it is replaced
        *) prefix=${word%%=*}= ;;
      esac
      COMPREPLY=($(compgen -P "$prefix" -W "$words" -- "${word#*=}"))
      ;;
    run:* | check:* | sweep:[3-9]*)
      COMPREPLY=($(compgen -W "$_palimpsest_keys" -S = -- "$word"))
      compopt -o nospace 2>/dev/null || true
      ;;
    keys:*) COMPREPLY=($(compgen -W "$_palimpsest_keys" -- "$word")) ;;
    methods:*) COMPREPLY=($(compgen -W '@NAMES@' -- "$word")) ;;
    data:[3-9]*) COMPREPLY=($(compgen -W "$(_palimpsest_values benchmark.dataset)" -- "$word")) ;;
    *) _complete_palimpsest ;;
  esac
}

complete -o default -F _palimpsest \
  palimpsest run-experiment sweep compare bench mlflow-sync mlflow-ui
