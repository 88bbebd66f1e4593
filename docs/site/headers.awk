# What Doxygen reads of a header: its names are in the group of its room, which the comment of the room's umbrella
# describes. The inline namespace goes, because Doxygen does not understand it. Most lines keep
# their numbers.

BEGIN {
    path = ARGV[1]
    sub(/^.*include\/regula\//, "", path)
    sub(/\.hpp$/, "", path)
}

{ line[NR] = $0 }

# An umbrella includes the headers of the room of its name.
index($0, "#include <regula/" path "/") == 1 { umbrella = 1 }

END {
    room = path
    if (!umbrella && !sub(/\/[^\/]*$/, "", room)) room = "version"
    for (i = 1; i <= NR; ++i) translate(line[i])
}

function translate(text) {
    gsub(/::inline REGULA_ABI/, "", text)
    if (text ~ /^namespace regula.*\{$/) {
        inner = text
        gsub(/^namespace regula(::)?| *\{$/, "", inner)
        # Names in a namespace of their own are a group within the room, if an umbrella makes that a group.
        own = inner != "" && index(room "/", inner "/") != 1 && has_umbrella(ARGV[1])
        print text " /** @addtogroup " (own ? id(room) "_" inner " " inner "::" : id(room) " " room "/")
        if (own) print "@ingroup " id(room)
        print "@{ */"
        ++i  # an empty line
    } else if (text ~ /^\} +\/\/ namespace regula/) {
        print "/** @} */ " text
    } else if (text ~ /^\/\/ optional: needs /) {
        print "/** @file"
        print with_code(text) ". */"
        ++i  # #pragma once
    } else if (text ~ /^\/\/\/ / && line[i - 1] !~ /^\/\/\// && followed_by() ~ /^namespace regula::inline REGULA_ABI \{/) {
        print "/// @file"  # of the header, not of the namespace of all headers
        print text
    } else if (text ~ /^\/\/\/ / && i < 6 && !described && followed_by() !~ /^[a-z]/) {
        described = 1
        print umbrella ? "/// @addtogroup " id(room) " " room "/" above(room) : "/// @file"
        print text
    } else {
        print text
    }
}

# The line below the comment that begins here.
function followed_by(  next_line) {
    for (next_line = i; line[next_line] ~ /^\/\/\//; ++next_line) {}
    return line[next_line]
}

function has_umbrella(header,  first) {
    sub(/\/[^\/]*$/, ".hpp", header)
    return (getline first < header) > 0
}

function above(room,  parent) {
    parent = room
    return sub(/\/[^\/]*$/, "", parent) ? "\n/// @ingroup " id(parent) : ""
}

function with_code(text) {
    sub(/^\/\/ o/, "O", text)
    gsub(/<[^>]*>/, "`&`", text)
    return text
}

function id(name) {
    gsub(/\//, "_", name)
    return name
}
