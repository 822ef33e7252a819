# Completion of holdfast for fish: ./holdfast completion fish | source
# Asks the very program that is on the line, so that the names are those of its node. Fish looks a path up by its last
# part, so ./holdfast is completed too.

function __holdfast_candidates
    set -l words (commandline -opc)
    set -l typed (commandline -ct)
    set -l program (string replace -r '^~/' "$HOME/" -- $words[1])
    set -e words[1]
    set -l candidates ($program complete -- $words "$typed" 2>/dev/null </dev/null)
    if test "$candidates[1]" = :files
        set -l before (string match -r '^--[^=]*=' -- "$typed")
        for file in (__fish_complete_path (string replace -r '^--[^=]*=' '' -- "$typed"))
            echo "$before$file"
        end
    else
        for candidate in $candidates
            echo $candidate
        end
    end
end

complete -c holdfast -f -a '(__holdfast_candidates)'
