(function(){
"use strict";
var doc=document,each=function(list,act){Array.prototype.forEach.call(list,act);};
function all(selector,within){return (within||doc).querySelectorAll(selector);}
function make(tag,text,look){var e=doc.createElement(tag);if(text)e.textContent=text;if(look)e.className=look;return e;}
function filled(pattern,words){return pattern.replace(/\{(\w+)\}/g,function(_,name){return words[name]||"–";});}

/* Sorting: by value, gaps last either way, totals stay in the foot. */
function value(cell){
  var told=cell.querySelector("data");
  return told?parseFloat(told.value):cell.classList.contains("n")?NaN:cell.textContent.trim();
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
  each(all("thead th",table),function(th){th.removeAttribute("aria-sort");});
  head.setAttribute("aria-sort",up>0?"ascending":"descending");
  var body=table.tBodies[0],rows=Array.prototype.map.call(body.rows,function(row,place){return{row:row,place:place,v:value(row.cells[index])};});
  rows.sort(function(a,b){var c=compare(a.v,b.v);return Math.abs(c)===2?c:c*up||a.place-b.place;});
  rows.forEach(function(r){body.appendChild(r.row);});
  if(folded(table))fold(rows);
}
/* A long table shows its ends, by whatever it is sorted; it opens where something in it is looked for. */
var ENDS=10;
function folded(table){var before=table.parentNode.previousElementSibling;return before&&before.matches(".all")?before:null;}
function fold(rows){
  var known=rows.filter(function(r){return r.v===r.v;}).length;
  rows.forEach(function(r,place){r.row.classList.toggle("rest",place>=known||place>=ENDS&&place<known-ENDS);});
}
doc.addEventListener("keydown",function(event){
  if(event.key==="F3"||(event.ctrlKey||event.metaKey)&&event.key.toLowerCase()==="f")each(all(".all"),function(e){e.open=true;});
});
each(all("table.sortable"),function(table){
  each(table.tHead.rows[0].cells,function(head,index){
    var button=make("button");
    button.type="button";
    while(head.firstChild)button.appendChild(head.firstChild);
    head.appendChild(button);
    button.addEventListener("click",function(){sort(table,head,index);});
  });
});

/* Copying: what is pasted holds numbers, whatever the language of the spreadsheet. */
function copy(plain,html){
  function put(event){
    event.preventDefault();
    event.clipboardData.setData("text/plain",plain);
    if(html)event.clipboardData.setData("text/html",html);
  }
  doc.addEventListener("copy",put);
  var done=false;
  try{done=doc.execCommand("copy");}finally{doc.removeEventListener("copy",put);}
  return done;
}
function escaped(text){return text.replace(/&/g,"&amp;").replace(/</g,"&lt;").replace(/>/g,"&gt;").replace(/"/g,"&quot;");}
function words(cell){
  var parts=cell.cloneNode(true);
  each(all("svg,.sign",parts),function(e){e.remove();});
  return parts.textContent.trim();
}
function pattern(text){
  var number=text.match(/\d[\d.,]*/)[0],places=(number.match(/[.,](\d{1,2})$/)||["",""])[1].replace(/\d/g,"0");
  return (/%$/.test(text)?"0":"#,##0")+(places?"."+places:"")+(/%$/.test(text)?"%":"");
}
function copied(table){
  var plain=[],rows=Array.prototype.filter.call(table.rows,function(row){return !row.hidden;}).map(function(row){
    var texts=[],cells=Array.prototype.map.call(row.cells,function(cell){
      var told=cell.classList.contains("n")&&cell.querySelector("data"),tag=cell.tagName.toLowerCase(),shown=words(cell);
      texts.push(told?told.value:shown);
      if(!told)return "<"+tag+">"+escaped(shown)+"</"+tag+">";
      var format=pattern(told.textContent);
      return "<"+tag+' x:num="'+told.value+'" sdval="'+told.value+'" sdnum="1033;0;'+format+'" style="mso-number-format:\''+format.replace(/%/g,"\\%").replace(/,/g,"\\,")+'\'">'+escaped(shown)+"</"+tag+">";
    });
    plain.push(texts.join("\t"));
    return "<tr>"+cells.join("")+"</tr>";
  });
  var caption=table.caption?escaped(table.caption.textContent.trim()):"";
  return copy(plain.join("\n"),'<html xmlns:x="urn:schemas-microsoft-com:office:excel"><meta charset="utf-8"><table border="1"><caption>'+caption+"</caption>"+rows.join("")+"</table></html>");
}

/* Tools of a table: a field that finds rows where there are many, by one name or several to compare, a button that copies. */
var MANY=15,tools=doc.getElementById("tools");
function plainer(text){return text.toLowerCase().replace(/đ/g,"d").normalize("NFD").replace(/[\u0300-\u036f]/g,"");}
each(all("main .scroll>table"),function(table){
  if(!tools||!table.tBodies.length||table.rows.length<4)return;
  var bar=make("div","","tools"),parts=tools.content.cloneNode(true),status=parts.querySelector("span"),find=parts.querySelector("label");
  parts.querySelector("button").addEventListener("click",function(){status.textContent=copied(table)?status.getAttribute("data-done"):"";});
  if(table.tBodies[0].rows.length<=MANY)find.remove();
  else find.querySelector("input").addEventListener("input",function(event){
    var wanted=plainer(event.target.value).split(",").map(function(name){return name.trim();}).filter(Boolean);
    if(wanted.length&&folded(table))folded(table).open=true;
    each(table.tBodies[0].rows,function(row){
      var name=plainer(row.cells[0].textContent);
      row.hidden=wanted.length>0&&!wanted.some(function(part){return name.indexOf(part)>=0;});
    });
  });
  bar.appendChild(parts);
  table.parentNode.parentNode.insertBefore(bar,table.parentNode.nextSibling);
});

/* My unit: kept in the address (#xa=23458) and over links, shown in every table. */
var choice=doc.querySelector(".mine"),mine="";
function asked(){return (location.hash.match(/(?:^#|&)xa=(\w+)/)||["",""])[1];}
function show(code){
  mine=code;
  each(all("[data-u].own"),function(e){e.classList.remove("own");});
  if(code)each(all("main [data-u]"),function(e){if(e.getAttribute("data-u")===code)e.classList.add("own");});
  each(all("th[data-u].own"),function(head){
    each(head.closest("table").rows,function(row){var cell=row.cells[head.cellIndex];if(cell)cell.classList.add("own");});
  });
  each(all("td.own"),function(cell){var head=cell.closest("table").rows[0].cells[cell.cellIndex];if(!head.classList.contains("own"))cell.classList.remove("own");});
  each(all("a[href]"),function(link){
    var href=link.getAttribute("href");
    if(/^[^:]*\.html(#|$)/.test(href))link.setAttribute("href",href.replace(/#.*$/,"")+(code?"#xa="+code:""));
  });
  if(choice)choice.querySelector("select").value=code;
}
function place(){return location.hash.slice(1).split("&").filter(function(part){return part&&part.indexOf("xa=")!==0;})[0]||"";}
function keep(){
  var kept=[place()].concat(mine?"xa="+mine:[]).filter(Boolean).join("&");
  if("#"+kept!==location.hash&&(kept||location.hash))history.replaceState(null,"",location.pathname+location.search+(kept?"#"+kept:""));
}
function follow(){
  var code=asked();
  if(code&&code!==mine)show(code);
  var target=place()&&doc.getElementById(decodeURIComponent(place()));
  turn(target);
  if(target){
    for(var up=target.closest("details");up;up=up.parentElement.closest("details"))up.open=true;
    target.scrollIntoView();
  }
  keep();
}
if(choice){
  choice.hidden=false;
  choice.querySelector("select").addEventListener("change",function(event){show(event.target.value);keep();});
}
var profiles={};
each(all("a[data-u][href]"),function(link){profiles[link.getAttribute("data-u")]=link;});
each(all("main tr[data-u]>th"),function(head){
  var known=profiles[head.parentNode.getAttribute("data-u")];
  if(!known||head.querySelector("a"))return;
  var link=make("a");
  link.href=known.getAttribute("href");
  while(head.firstChild)link.appendChild(head.firstChild);
  head.appendChild(link);
});

/* Several pages in one file: one is seen at a time. */
var pages=all("main>article");
function turn(target){
  if(!pages.length)return;
  var chosen=(target&&target.closest("article"))||doc.querySelector("main>article.seen")||pages[0];
  each(pages,function(page){page.hidden=page!==chosen;page.classList.toggle("seen",page===chosen);});
  each(all(".top a[href^='#']"),function(link){
    if(link.getAttribute("href")==="#"+chosen.id)link.setAttribute("aria-current","page");else link.removeAttribute("aria-current");
  });
}

/* Any number opens: what it is made of, with file, sheet and cell. */
var store=doc.getElementById("behind"),dialog=doc.getElementById("number"),told=null;
function behind(){return told||(told=JSON.parse(store.textContent));}
var NAMES=["label","unit","value","days","workbook","sheet","cell","printed","kind","covered","revised"];
function figure(place){
  var known=behind(),made={};
  known.figures[place].forEach(function(at,index){made[NAMES[index]]=known.texts[at];});
  return made;
}
function entry(number){
  var block=number.closest("[data-b]"),list=block&&behind().numbers[block.getAttribute("data-b")];
  return (list&&list[number.getAttribute("data-o")])||{};
}
function about(number){
  var cell=number.closest("td,th");
  if(cell){
    var table=cell.closest("table"),head=table.tHead&&table.tHead.rows[0].cells[cell.cellIndex];
    return [table.caption&&table.caption.textContent,cell.parentNode.cells[0].textContent,head&&head.textContent].filter(Boolean).join(" · ");
  }
  var card=number.closest(".card");
  return (card?card.querySelector("p"):number.closest("[data-b]")).textContent;
}
function side(figures,many){
  var text=figures.map(function(f){return f.value;}).join(" + ");
  return many&&figures.length>1?"("+text+")":text;
}
function open(number){
  var of=entry(number),above=(of.a||[]).map(figure),below=(of.b||[]).map(figure),figures=above.concat(below);
  var formula=dialog.querySelector(".formula"),box=dialog.querySelector(".behind"),text=dialog.querySelector("textarea");
  dialog.querySelector("h2").textContent=number.textContent;
  dialog.querySelector(".what").textContent=about(number).trim();
  formula.textContent=!figures.length?dialog.dataset.none:!of.x?dialog.dataset.others:
    figures.length>1?dialog.dataset.exact+": "+side(above,below.length)+(below.length?" ÷ "+side(below,true):"")+" = "+number.textContent:"";
  box.textContent="";
  figures.forEach(function(f){
    var made=doc.getElementById("figure").content.cloneNode(true);
    each(all("dd",made),function(dd){
      var words=f[dd.getAttribute("data-k")];
      if(words)dd.textContent=words;else dd.parentNode.remove();
    });
    box.appendChild(made);
  });
  if(of.more)box.appendChild(make("p",filled(dialog.dataset.more,{n:String(of.more)}),"note"));
  var read=figures.filter(function(f){return f.cell;});
  dialog.querySelector(".report").hidden=!read.length;
  text.hidden=true;
  text.value=read.map(function(f){
    return filled(dialog.dataset.report,Object.assign({},f,{printed:f.printed||f.value}));
  }).join("\n")+"\n"+doc.title;
  dialog.querySelector(".done").textContent="";
  dialog.showModal();
  dialog.scrollTop=0; /* its first button has the focus, below a long list */
}
if(dialog&&dialog.showModal){
  each(all("main data"),function(number){
    var cell=number.closest("td,th"),first=!cell||!cell.closest("table").querySelector("data[tabindex='0']");
    number.setAttribute("role","button");
    number.setAttribute("aria-haspopup","dialog");
    number.setAttribute("tabindex",first?"0":"-1");
  });
  doc.addEventListener("click",function(event){
    var near=event.target.closest&&event.target.closest("main data,main td,.card");
    if(!near||event.target.closest("a,button,summary,input"))return;
    var number=near.tagName==="DATA"?near:near.querySelector("data");
    if(number&&!String(getSelection()))open(number);
  });
  doc.addEventListener("keydown",function(event){
    var number=event.target;
    if(number.tagName!=="DATA")return;
    if(event.key==="Enter"||event.key===" "){event.preventDefault();open(number);return;}
    var cell=number.closest("td,th"),step={ArrowLeft:[0,-1],ArrowRight:[0,1],ArrowUp:[-1,0],ArrowDown:[1,0]}[event.key];
    if(!cell||!step)return;
    event.preventDefault();
    var rows=Array.prototype.slice.call(cell.closest("table").rows),r=rows.indexOf(cell.parentNode),c=cell.cellIndex,next=null;
    do{r+=step[0];c+=step[1];next=rows[r]&&rows[r].cells[c]&&rows[r].cells[c].querySelector("data");}while(!next&&rows[r]&&rows[r].cells[c]);
    if(next){number.setAttribute("tabindex","-1");next.setAttribute("tabindex","0");next.focus();}
  });
  dialog.querySelector(".close").addEventListener("click",function(){dialog.close();});
  dialog.addEventListener("click",function(event){if(event.target===dialog)dialog.close();});
  dialog.querySelector(".report").addEventListener("click",function(){
    var text=dialog.querySelector("textarea");
    text.hidden=false;
    text.select();
    if(copy(text.value,""))dialog.querySelector(".done").textContent=dialog.dataset.copied;
  });
}

window.addEventListener("hashchange",follow);
follow();
})();
