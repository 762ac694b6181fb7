import type { shells } from "../complete.ts";

/**
 * A script for each shell. None of them names a command or flag: each asks `signwright __complete`, so that it fits the version that is
 * installed, and targets and codes are always the present ones.
 */
export const completionScripts: Readonly<Record<(typeof shells)[number], string>> = {
  // Runs in bash 3.2 too, which macOS has: no mapfile, and compopt only where it is there.
  bash: `# Completion of signwright for bash. Load it with: source <(signwright completion bash)
_signwright() {
  local -a words
  local kind line value current prefix
  # Bash takes a colon or an equals sign for the end of a word; here they are inside of words.
  read -ra words <<<"\${COMP_LINE:0:COMP_POINT}"
  while [ "\${#words[@]}" -gt 1 ] && [ "\${words[0]}" != "\${COMP_WORDS[0]}" ]; do words=("\${words[@]:1}"); done
  case "\${COMP_LINE:0:COMP_POINT}" in *[[:space:]]) words+=("") ;; esac
  current=\${words[\${#words[@]}-1]}
  prefix=
  case "$current" in
    *=*) case "$COMP_WORDBREAKS" in *=*) prefix="\${current%"\${current##*=}"}" ;; esac ;;
  esac
  case "$current" in
    *:*) case "$COMP_WORDBREAKS" in *:*) prefix="\${current%"\${current##*:}"}" ;; esac ;;
  esac
  COMPREPLY=()
  kind=
  while IFS= read -r line; do
    if [ -z "$kind" ]; then kind=$line; continue; fi
    value=\${line%%$'\\t'*}
    COMPREPLY+=("\${value#"$prefix"}")
  done < <("\${words[0]}" __complete "\${words[@]:1}" 2>/dev/null)
  case "$kind" in
    files) ;; # no reply: bash completes file names itself
    folders) compopt +o default -o dirnames 2>/dev/null ;;
    *) compopt +o default 2>/dev/null ;;
  esac
  return 0
}
complete -o default -F _signwright signwright
`,
  zsh: `#compdef signwright
# Completion of signwright for zsh. Load it with: source <(signwright completion zsh)
_signwright() {
  local -a before lines described
  local line value
  (( CURRENT > 2 )) && before=("\${(@Q)words[2,CURRENT-1]}")
  lines=("\${(@f)$("\${(Q)words[1]}" __complete "\${before[@]}" "\${(Q)PREFIX}" 2>/dev/null)}")
  case "\${lines[1]}" in
    files) compset -P '--*='; _files ;;
    folders) compset -P '--*='; _files -/ ;;
    *)
      for line in "\${(@)lines[2,-1]}"; do
        value="\${line%%$'\\t'*}"
        # A colon would end the word that is described.
        if [[ "$line" == *$'\\t'* ]]; then described+=("\${value//:/\\\\:}:\${line#*$'\\t'}"); else described+=("\${value//:/\\\\:}"); fi
      done
      _describe -t words word described
      ;;
  esac
}
if [ "\${funcstack[1]}" = "_signwright" ]; then _signwright "$@"; else compdef _signwright signwright; fi
`,
  fish: `# Completion of signwright for fish. Load it with: signwright completion fish | source
function __signwright_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l lines ($words[1] __complete $words[2..-1] "$current" 2>/dev/null)
    switch "$lines[1]"
        case files
            __fish_complete_path "$current"
        case folders
            __fish_complete_directories "$current"
        case '*'
            printf '%s\\n' $lines[2..-1]
    end
end
complete -c signwright -f -a '(__signwright_complete)'
`,
  pwsh: `# Completion of signwright for PowerShell. Load it with: signwright completion pwsh | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName signwright -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements | Where-Object { $_.Extent.StartOffset -lt $cursorPosition } | ForEach-Object { "$_" })
    $program = $words[0]
    $before = @($words | Select-Object -Skip 1)
    if ($wordToComplete -ne '' -and $before.Count -gt 0) { $before = @($before | Select-Object -SkipLast 1) }
    # PowerShell 7.2 and older drop empty arguments: a quoted pair of quotes is one.
    $current = if ($wordToComplete -eq '' -and $PSVersionTable.PSVersion -lt [version]'7.3') { '""' } else { $wordToComplete }
    $lines = @(& $program __complete @before $current 2>$null)
    if ($lines.Count -eq 0 -or $lines[0] -ne 'words') { return }
    $lines | Select-Object -Skip 1 | ForEach-Object {
        $value, $brief = $_ -split "\`t", 2
        if (-not $brief) { $brief = $value }
        [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $brief)
    }
}
`,
};
