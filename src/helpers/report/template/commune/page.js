(function(){
"use strict";
var doc=document,vi=doc.documentElement.lang==="vi";
function value(cell){
  var text=cell.textContent.trim();
  if(cell.classList.contains("n")){
    text=vi?text.replace(/\./g,"").replace(",","."):text.replace(/,/g,"");
    text=text.replace(/\u2212/g,"-");
    var found=text.match(/-?\d+(\.\d+)?/);
    return found?parseFloat(found[0]):NaN;
  }
  return text;
}
function compare(a,b){
  if(typeof a==="number"||typeof b==="number"){
    var na=a!==a||typeof a!=="number",nb=b!==b||typeof b!=="number";
    return na&&nb?0:na?2:nb?-2:a<b?-1:a>b?1:0;
  }
  return a.localeCompare(b,doc.documentElement.lang);
}
function sort(table,head,index){
  var up=head.getAttribute("aria-sort")==="ascending"?-1:head.getAttribute("aria-sort")==="descending"?1:head.classList.contains("n")?-1:1;
  table.querySelectorAll("thead th").forEach(function(th){th.removeAttribute("aria-sort");});
  head.setAttribute("aria-sort",up>0?"ascending":"descending");
  var body=table.tBodies[0],rows=Array.prototype.map.call(body.rows,function(row,place){return{row:row,place:place,v:value(row.cells[index])};});
  rows.sort(function(a,b){var c=compare(a.v,b.v);return Math.abs(c)===2?c:c*up||a.place-b.place;});
  rows.forEach(function(r){body.appendChild(r.row);});
}
doc.querySelectorAll("table.sortable").forEach(function(table){
  Array.prototype.forEach.call(table.tHead.rows[0].cells,function(head,index){
    var button=doc.createElement("button");
    button.type="button";
    while(head.firstChild)button.appendChild(head.firstChild);
    head.appendChild(button);
    button.addEventListener("click",function(){sort(table,head,index);});
  });
});
window.addEventListener("beforeprint",function(){doc.querySelectorAll("details.method").forEach(function(d){d.open=true;});});
})();
