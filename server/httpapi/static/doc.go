// Package static serves what is built before the server is: the files of the single-page app, whose index answers for
// all its pages, and those of the playground. They come from a tree that does not change while it is served.
package static
