(function(){
"use strict";
var doc=document,input=doc.getElementById("q"),list=doc.getElementById("found"),told=doc.getElementById("told");
if(!input)return;
var items=Array.prototype.slice.call(list.children),few=items.length<=60;
function fold(text){
  return text.normalize("NFD").replace(/[\u0300-\u036f]/g,"").toLowerCase().replace(/đ/g,"d").replace(/\s+/g," ").trim();
}
function search(){
  var words=fold(input.value).split(" ").filter(Boolean),count=0;
  items.forEach(function(item){
    var key=item.getAttribute("data-key"),hit=words.length?words.every(function(w){return key.indexOf(w)>=0;}):few;
    if(hit)count++;
    item.hidden=!hit||count>200;
  });
  told.textContent=!words.length?"":count?told.getAttribute("data-some").replace("{n}",count):told.getAttribute("data-none");
}
input.addEventListener("input",search);
input.form.addEventListener("submit",function(event){
  event.preventDefault();
  var first=items.find(function(item){return !item.hidden&&item.querySelector("a");});
  if(first)first.querySelector("a").focus();
});
search();
})();
