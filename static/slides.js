// Arrow keys, and the keys of a remote, go from slide to slide; Escape ends. Without script there are links.
"use strict";
const WAYS = {ArrowRight: "[rel=next]", PageDown: "[rel=next]", ArrowLeft: "[rel=prev]", PageUp: "[rel=prev]", Escape: ".end"};
addEventListener("keydown", event => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const link = WAYS[event.key] && document.querySelector(".slide-nav " + WAYS[event.key]);
  if (!link) return;
  event.preventDefault();
  link.click();
});
