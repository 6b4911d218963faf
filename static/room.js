// The committee room: the arrow keys go to the next outcome and back.
"use strict";

document.addEventListener("keydown", event => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable], [role=region]")) return;
  const way = {ArrowRight: "next", PageDown: "next", ArrowLeft: "prev", PageUp: "prev"}[event.key];
  const link = way && document.querySelector(`a[rel=${way}]`);
  if (!link) return;
  event.preventDefault();
  link.click();
});
