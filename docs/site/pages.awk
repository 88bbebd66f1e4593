# What Doxygen reads of a page of Markdown: each heading gets the anchor that GitHub gives it, and links to files
# become links to their pages on the site. Lines keep their numbers.

BEGIN {
    name = ARGV[1]
    sub(/^.*\//, "", name)
    sub(/\.md$/, "", name)
    if (name == "README") name = "index"
}

/^ *```/ { inside = !inside }

inside { print; next }

/^#/ && !titled { titled = 1; print $0 (name == "index" ? "" : " {#" name "}"); contents = name != "index"; next }

# On the empty line below the title.
contents && !NF { contents = 0; print "[TOC]"; next }

/^##/ { print $0 " {#" anchor($0) "}"; next }

{ print with_links(with_quotes($0)) }

function anchor(heading) {
    heading = tolower(heading)
    gsub(/^#+ +/, "", heading)
    gsub(/[^a-z0-9 _-]/, "", heading)
    gsub(/ /, "-", heading)
    return name "_" heading
}

# The name of the page that Doxygen makes of an example.
function page_of_example(path) {
    gsub(/\//, "_2", path)
    gsub(/\./, "_8", path)
    return path "-example.html"
}

function page_of(target,  page, section) {
    section = ""
    if (match(target, /#.*/)) { section = substr(target, RSTART + 1); target = substr(target, 1, RSTART - 1) }
    sub(/^(\.\.\/|docs\/)*/, "", target)
    if (target ~ /^examples\/.*\.cpp$/) return page_of_example(target)
    if (target ~ /[^d]$/ && target != "") return target
    sub(/\.md$/, "", target)
    if (target == "README") target = "index"
    page = target == "" ? name : target
    return page ".html" (section == "" ? "" : "#" page "_" section)
}

# Doxygen ends a piece of code at a quote, as in `H = Q L Q'`, unless its backticks are doubled.
function with_quotes(line,  done) {
    done = ""
    while (match(line, /`[^`]+`/)) {
        done = done substr(line, 1, RSTART - 1) quoted(substr(line, RSTART, RLENGTH))
        line = substr(line, RSTART + RLENGTH)
    }
    return done line
}

function quoted(code) { return code ~ /'/ ? "`" code "`" : code }

# Replaces the target of each ](target), whose text may begin on the line above, and makes a picture of each ![text](target).
function with_links(line,  done, target, text) {
    done = ""
    while (match(line, /\]\([^() ]+\)/)) {
        text = substr(line, 1, RSTART - 1)
        target = substr(line, RSTART + 2, RLENGTH - 3)
        line = substr(line, RSTART + RLENGTH)
        if (target !~ /^[a-z]+:/) target = page_of(target)
        if (match(text, /!\[[^]]*$/))
            done = done substr(text, 1, RSTART - 1) "<img src=\"" target "\" alt=\"" substr(text, RSTART + 2) "\">"
        else
            done = done text "](" target ")"
    }
    return done line
}
