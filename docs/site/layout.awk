# Reads the layout that Doxygen begins with (doxygen -l) and README.md, and prints the layout of the site: the menu lists the
# guides as the README does under "Read on", and the comment of a class with its formula comes before its members.

FILENAME ~ /README\.md$/ {
    if (/^## /) inside = /^## Read on/
    else if (inside && /^### /) open_group(substr($0, 5))
    else if (inside && match($0, /^- \[[^]]*\]\([^)]*\)/)) add_guide(substr($0, 4, RLENGTH - 4))
    next
}

/<navindex>/ { print; skip = 1 }

# The groups have a name of their own since Doxygen 1.9.8.
skip && match($0, /"(modules|topics)"/) { groups = substr($0, RSTART + 1, RLENGTH - 2) }

/<\/navindex>/ {
    print "    <tab type=\"mainpage\" visible=\"yes\" title=\"\"/>"
    print guides (guides == "" ? "" : "    </tab>")
    print "    <tab type=\"usergroup\" visible=\"yes\" title=\"Reference\" url=\"" groups ".html\">"
    print tab(groups, "Rooms of the library")
    print tab("classlist", "Classes") tab("namespacemembers", "Functions") tab("concepts", "Concepts")
    print tab("filelist", "Headers") tab("examples", "Examples")
    print "    </tab>"
    skip = 0
}
skip { next }

/<class>|<namespace>|<concept>|<group>/ { described = 1 }
/<\/class>|<\/namespace>|<\/concept>|<\/group>/ { described = 0 }
described && /<briefdescription/ { print "    <detaileddescription title=\"\"/>"; next }
described && /<detaileddescription/ { next }
{ print }

function tab(type, title) { return "      <tab type=\"" type "\" visible=\"yes\" title=\"" title "\" intro=\"\"/>\n" }

function open_group(title) {
    if (guides != "") guides = guides "    </tab>\n"
    guides = guides "    <tab type=\"usergroup\" visible=\"yes\" title=\"" title "\" url=\"[none]\">\n"
}

# TITLE](TARGET
function add_guide(link,  part) {
    split(link, part, /\]\(/)
    sub(/^docs\//, "", part[2])
    sub(/\.md$/, ".html", part[2])
    guides = guides "      <tab type=\"user\" visible=\"yes\" title=\"" part[1] "\" url=\"" part[2] "\"/>\n"
}
