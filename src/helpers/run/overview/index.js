(function(){
"use strict";
var doc=document,input=doc.getElementById("q"),list=doc.getElementById("found"),told=doc.getElementById("told");
if(!input)return;
var items=Array.prototype.slice.call(list.children).map(function(item,place){
  var names=item.getAttribute("data-names").split("|");
  return {item:item,place:place,names:names,words:names.join(" ").split(/[\s,–-]+/),code:item.getAttribute("data-code"),rank:+item.getAttribute("data-rank")};
});
var PAGE=1,few=items.filter(function(each){return each.rank!==PAGE;}).length<=60;
function fold(text){
  return text.normalize("NFD").replace(/[\u0300-\u036f]/g,"").toLowerCase().replace(/đ/g,"d").replace(/\s+/g," ").trim();
}
function starts(each,words){
  return words.every(function(word){return each.words.some(function(own){return own.indexOf(word)===0;});});
}
// how many letters must be changed, added or left out to make one name of the other
function distance(one,two){
  var row=[],i,j,above,left;
  for(j=0;j<=two.length;j++)row[j]=j;
  for(i=1;i<=one.length;i++){
    left=row[0]++;
    for(j=1;j<=two.length;j++){
      above=row[j];
      row[j]=Math.min(above+1,row[j-1]+1,left+(one[i-1]===two[j-1]?0:1));
      left=above;
    }
  }
  return row[two.length];
}
function nearest(query){
  var least=3,near=[];
  if(query.length<3)return near;
  items.forEach(function(each){
    var away=each.rank===PAGE?9:Math.min.apply(null,each.names.map(function(name){return distance(query,name);}));
    if(away<least){least=away;near=[];}
    if(away===least&&away<3)near.push(each);
  });
  return near;
}
function found(query){
  var digits=/^\d+$/.test(query),words=query.split(" ");
  return items.filter(function(each){
    return digits&&each.code.indexOf(query)===0&&each.code!==""||starts(each,words);
  }).sort(function(a,b){
    var exact=(b.names.indexOf(query)>=0)-(a.names.indexOf(query)>=0);
    return exact||a.rank-b.rank||a.place-b.place;
  });
}
function search(){
  var query=fold(input.value),hits=query?found(query):few?items.filter(function(each){return each.rank!==PAGE;}):[];
  var near=query&&!hits.length?nearest(query):[];
  items.forEach(function(each){each.item.hidden=true;});
  (hits.length?hits:near).slice(0,200).forEach(function(each){each.item.hidden=false;list.appendChild(each.item);});
  told.textContent=!query?"":hits.length?told.getAttribute("data-some").replace("{n}",hits.length):told.getAttribute(near.length?"data-near":"data-none");
}
input.addEventListener("input",search);
input.form.addEventListener("submit",function(event){
  event.preventDefault();
  var first=list.querySelector("li:not([hidden]) a");
  if(first)first.focus();
});
search();
})();
