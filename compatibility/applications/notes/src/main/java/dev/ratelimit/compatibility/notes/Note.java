package dev.ratelimit.compatibility.notes;

record Note(long id, String author, String title, String text) {

}
