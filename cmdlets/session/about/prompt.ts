import type { AboutTopic } from './topic.ts';

export const aboutPrompt: AboutTopic = {
  name: 'about_Prompt',
  synopsis: 'The line you type in: keys, completion, history, preferences, live views.',
  text: `LONG DESCRIPTION
    The line editor has the keys of Bash unless you choose those of Windows.
    What you type is coloured by the parser; what is wrong is underlined.

KEYS
    Tab, Shift+Tab     the next or previous completion, in the line
    Ctrl+Space         all completions in a menu, with what they are
    Right, End         takes the grey suggestion from the history
    F2                 suggestions as a list under the line
    Ctrl+r, Ctrl+s     searches the history
    Up, Down           earlier and later lines; F8 those that begin like this
    F1                 help on the command; Alt+h on the parameter
    Enter, Shift+Enter runs the line; begins another one
    Ctrl+c             gives up the line, or stops the command
    Ctrl+z             suspends the shell (Emacs keys); undo (Windows keys)
    Ctrl+_ , Alt+_     undo, redo (Emacs keys)
    Ctrl+l             clears the screen
    Ctrl+Alt+?         all keys

    Get-PSReadLineKeyHandler lists them, Set-PSReadLineKeyHandler changes one,
    Set-PSReadLineOption -EditMode Windows changes them all.

PREFERENCES
    PS > Get-VSealOption
    PS > Set-VSealOption Theme light

    They are kept. Set-PSReadLineOption changes the running session only.
    $PROFILE is a script that runs at each start; a function prompt { } in it
    makes a prompt of your own. vseal --no-profile leaves it out.

LIVE VIEWS
    Show-Datacenter, Show-Task, Show-Event
    Watch-Command { Get-VM } -Interval 2

    They take the whole screen; arrows move, / filters, q leaves.

LONG WORK
    A command shows how far it is; Ctrl+c cancels it. With -RunAsync it goes on
    in the background while you type, and its end is said above the prompt.
    Get-Command | more stops after each page.

OTHER TERMINALS
    vseal --plain is a prompt that draws nothing, for screen readers. NO_COLOR
    and --no-color turn colours off.

SEE ALSO
    Get-VSealOption, Set-PSReadLineOption, TabExpansion2, about_vSeal`,
};
