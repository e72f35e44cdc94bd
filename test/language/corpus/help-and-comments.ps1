# .SYNOPSIS
#  One line comments make help too.
# .DESCRIPTION
#  First line.
#    Indented line.

<# a block comment #> function Get-A { # trailing
    # .SYNOPSIS
    #   Help inside the body.
    param($x) # the parameter
    $x <# inline #> + <# another #> 1
    #region folded
    $y = @( # array with comments
        1 # one
        # nothing
        2, # two
        3
    )
    #endregion
    $z = @{
        # a key
        key = 'value' # its value

        other = 1
    }
    Get-VM | # after the pipe
        # a whole line
        Sort-Object Name |

        Select-Object -First 1
    Get-VM
        | Where-Object { $_ }
        # between
        | Out-Null
    $x.
        ToString().
        Length
    Invoke-It -A 1 `
        -B 2 ` 
        -C 3
    'text' <#c1#>|<#c2#> Out-Null
    foo#bar baz#qux # real comment
    $h = @{ a = 1 } # done
    return $y, $z
    <#
    .SYNOPSIS
        Help at the end does not count when there is help at the start.
    #>
}

function Get-B {
    'body'

    <#
        .SYNOPSIS
            Help at the end.
        .COMPONENT
            Encryption
        .ROLE
            Administrator
        .FUNCTIONALITY
            Reads
        .INPUTS
            None
        .OUTPUTS
            System.String
        .LINK
            https://example.org/help
        .FORWARDHELPTARGETNAME Get-A
        .FORWARDHELPCATEGORY Function
        .EXTERNALHELP help.xml
    #>
}
