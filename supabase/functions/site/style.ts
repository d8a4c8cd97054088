// The one stylesheet of every site. Colours, fonts and measures are the custom properties that brand.ts sets; a block's
// own (--bg, --ink, --columns …) are set by its rule. `--bg` and `--ink` are what a block stands on and writes with.

export const style = `
*,*::before,*::after{box-sizing:border-box}
html{font-size:calc(var(--font-size)*1);color-scheme:var(--color-scheme);scroll-behavior:smooth;scroll-padding-top:5.5rem;-webkit-text-size-adjust:100%}
body{margin:0;padding:var(--page-padding);background:var(--background);color:var(--text);font-family:var(--body-font);line-height:var(--line-height);overflow-wrap:break-word}
h1,h2,h3,h4,p,figure,blockquote,dl,dd,ul,ol,fieldset{margin:0;padding:0;border:0;min-width:0}
ul{list-style:none}
h1,h2,h3,h4{font-family:var(--heading-font);font-weight:var(--heading-weight);line-height:1.15;letter-spacing:-.015em;text-wrap:balance}
p{text-wrap:pretty}
img,iframe{display:block;max-width:100%;border:0}
a{color:inherit;text-underline-offset:.2em;text-decoration-thickness:from-font}
address{font-style:normal}
button,input,textarea,select{font:inherit;color:inherit}
button{cursor:pointer}
:focus-visible{outline:3px solid var(--ink,var(--link));outline-offset:3px;border-radius:4px}
.icon{width:1.5em;height:1.5em;flex:none}
.unseen{position:absolute;width:1px;height:1px;margin:-1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.skip{position:absolute;left:1rem;top:-6rem;z-index:100;padding:.75rem 1.25rem;background:var(--text);color:var(--background);border-radius:0 0 8px 8px}
.skip:focus{top:0}

.inside{width:min(100% - 2.5rem,var(--container));margin-inline:auto}
.block{--bg:var(--background);--ink:var(--text);--soft:var(--muted);--a:var(--link);padding-block:var(--section-y);background:var(--bg);color:var(--ink);position:relative}
.opening{max-width:44rem;margin:0 auto clamp(2rem,5vw,3.5rem);text-align:center}
.block h1,.block h2{font-size:clamp(1.75rem,1.2rem + 2.4vw,2.75rem)}
.sub{margin-top:.9em;font-size:1.125em;color:var(--soft)}
.grid{display:grid;gap:clamp(1.25rem,3vw,2rem);grid-template-columns:repeat(auto-fit,minmax(min(100%,max(14rem,(100% - (var(--columns,3) - 1)*2rem)/var(--columns,3))),1fr))}
.card{background:var(--background);color:var(--text);border:1px solid color-mix(in srgb,var(--text) 10%,transparent);border-radius:var(--radius-card);padding:1.75rem;height:100%}
.button{display:inline-flex;align-items:center;justify-content:center;min-height:3rem;padding:.65rem 1.5rem;border:2px solid var(--primary);border-radius:var(--radius-button);background:var(--primary);color:var(--on-primary);font-weight:600;line-height:1.25;text-decoration:none;transition:filter .15s,transform .15s}
.button:hover{filter:brightness(1.08) saturate(1.1);transform:translateY(-1px)}
.button.quiet{background:transparent;border-color:color-mix(in srgb,currentColor 35%,transparent);color:inherit}
.button.quiet:hover{border-color:currentColor;filter:none}
.buttons{display:flex;flex-wrap:wrap;gap:.85rem;margin-top:2rem;justify-content:var(--justify,flex-start)}
.ticks{display:grid;gap:.6rem;margin-block:1.25rem}
.ticks li{display:flex;gap:.65rem;align-items:flex-start}
.ticks .icon{width:1.15em;height:1.15em;margin-top:.25em;color:var(--primary);stroke-width:3}
.blank{display:block;overflow:hidden;background:linear-gradient(150deg,color-mix(in oklab,var(--t1) 88%,#fff),color-mix(in oklab,var(--t1) 72%,var(--t2)))}
.blank svg{display:block;width:100%;height:100%}
.blank .b{fill:color-mix(in oklab,var(--t3) 88%,#fff)}.blank .c{fill:color-mix(in oklab,var(--t2) 80%,var(--t1))}.blank .d{fill:color-mix(in oklab,var(--t2) 88%,#000)}
.blank .lines{fill:none;stroke:color-mix(in oklab,var(--t3) 60%,var(--t1));stroke-width:22}
.tint-1{--t1:var(--primary);--t2:var(--secondary);--t3:var(--accent)}
.tint-2{--t1:color-mix(in oklab,var(--accent) 55%,var(--surface));--t2:var(--primary);--t3:var(--secondary)}
.tint-3{--t1:var(--secondary);--t2:color-mix(in oklab,var(--secondary) 55%,var(--primary));--t3:var(--primary)}
.tint-4{--t1:var(--accent);--t2:var(--secondary);--t3:var(--primary)}
.tint-5{--t1:color-mix(in oklab,var(--primary) 70%,var(--secondary));--t2:var(--primary);--t3:color-mix(in oklab,var(--accent) 70%,#fff)}
.tint-6{--t1:color-mix(in oklab,var(--primary) 28%,var(--surface));--t2:var(--secondary);--t3:var(--primary)}
.align-center{text-align:center;--justify:center}.align-left{text-align:left;--justify:flex-start}.align-right{text-align:right;--justify:flex-end}

body>header{display:contents}
.navbar{--bg:var(--background);--ink:var(--text);background:var(--bg);color:var(--ink);z-index:10;position:relative;border-bottom:1px solid color-mix(in srgb,var(--ink) 10%,transparent)}
.navbar.sticky{position:sticky;top:0}
.navbar>.inside{display:flex;align-items:center;justify-content:space-between;gap:1.5rem;min-height:4.5rem}
.navbar .brand{font-family:var(--heading-font);font-weight:var(--heading-weight);font-size:1.3rem;text-decoration:none;line-height:1.2}
.navbar .brand img{height:auto;max-height:3.25rem;object-fit:contain;object-position:left}
.navbar nav a:not(.button){text-decoration:none;font-weight:500;padding-block:.4rem;display:block}
.navbar nav a:not(.button):hover,.navbar nav [aria-current]{text-decoration:underline!important;text-decoration-thickness:2px!important;text-underline-offset:.4em}
.navbar .button{min-height:2.5rem;padding:.4rem 1.1rem}
.menu-button{display:inline-flex;padding:.6rem;margin-right:-.6rem;background:none;border:0;border-radius:8px}
.menu[popover]{inset:4.5rem 1.25rem auto auto;margin:0;width:min(20rem,100% - 2.5rem);padding:1rem 1.25rem 1.25rem;border:1px solid color-mix(in srgb,var(--text) 12%,transparent);border-radius:var(--radius-card);background:var(--background);color:var(--text);box-shadow:0 20px 50px rgb(0 0 0/.22)}
.menu li+li{border-top:1px solid color-mix(in srgb,currentColor 10%,transparent)}
.menu[popover] .button{width:100%;margin-top:1rem}
.navbar.over{position:absolute;inset:0 0 auto;border-color:color-mix(in srgb,var(--ink) 18%,transparent);--bg:transparent}
@supports (animation-timeline:scroll()){.navbar.over.sticky{position:fixed;animation:fill linear both;animation-timeline:scroll();animation-range:0 22vh}@keyframes fill{to{background:color-mix(in oklab,var(--secondary) 82%,#000);color:#fff}}}

.hero{display:grid;align-items:center;min-height:var(--height);padding-block:clamp(4rem,10vw,7rem);overflow:hidden;isolation:isolate}
.hero.under{padding-top:clamp(8rem,14vw,10rem)}
.hero.gradient{--soft:var(--ink);background:radial-gradient(60rem 40rem at 85% -10%,color-mix(in oklab,color-mix(in oklab,var(--primary) 75%,#fff) 45%,transparent),transparent 65%),radial-gradient(50rem 36rem at 0% 110%,color-mix(in oklab,var(--primary) 75%,transparent),transparent 70%),linear-gradient(135deg,color-mix(in oklab,var(--secondary) 88%,#000),color-mix(in oklab,var(--primary) 50%,#000))}
.hero.image{--soft:var(--ink);--bg:var(--secondary)}
.backdrop,.veil{position:absolute;inset:0;width:100%;height:100%;object-fit:cover;z-index:-1}
.veil{background:#000;opacity:var(--veil)}
.hero h1,.hero h2{max-width:18ch;line-height:1.06;letter-spacing:-.025em}
.hero .sub{max-width:46ch;font-size:clamp(1.1rem,1rem + .6vw,1.4rem);opacity:.92}
.hero.align-center h1,.hero.align-center h2,.hero.align-center .sub{margin-inline:auto}
.hero.align-right h1,.hero.align-right h2,.hero.align-right .sub{margin-left:auto}
.hero .size-xl{font-size:1.5rem}.hero .size-2xl{font-size:clamp(1.6rem,1.2rem + 1.6vw,2rem)}.hero .size-3xl{font-size:clamp(1.8rem,1.2rem + 2.4vw,2.5rem)}.hero .size-4xl{font-size:clamp(2rem,1.2rem + 3.2vw,3.1rem)}.hero .size-5xl{font-size:clamp(2.3rem,1.2rem + 4.8vw,4.2rem)}.hero .size-6xl{font-size:clamp(2.5rem,1rem + 6vw,5rem)}.hero .size-7xl{font-size:clamp(2.7rem,1rem + 7.2vw,6rem)}

.features li{display:flex;flex-direction:column;gap:1.1rem}
.features .badge{display:inline-grid;place-items:center;width:3.25rem;height:3.25rem;border-radius:14px;background:color-mix(in srgb,var(--icon,var(--primary)) 14%,transparent);color:color-mix(in oklab,var(--icon,var(--primary)) 85%,var(--ink))}
.features h2,.features h3{font-size:1.25rem;margin-bottom:.45rem}
.features li p{color:var(--soft)}
.features.rows ul{max-width:46rem;margin-inline:auto}.features.rows li{flex-direction:row}
.features .opening h1,.features .opening h2,.team .opening h2{font-size:clamp(1.75rem,1.2rem + 2.4vw,2.75rem)}

.gallery .shot{width:100%;aspect-ratio:4/3;object-fit:cover;border-radius:var(--radius-card)}
.gallery.masonry .grid{display:block;columns:var(--columns,3) 15rem;column-gap:clamp(1rem,2.5vw,1.5rem)}
.gallery.masonry li{break-inside:avoid;margin-bottom:clamp(1rem,2.5vw,1.5rem)}
.gallery.masonry img.shot{aspect-ratio:auto}
.gallery.masonry li:nth-child(3n+1) .blank{aspect-ratio:3/4}.gallery.masonry li:nth-child(4n+2) .blank{aspect-ratio:1}
.gallery figcaption{margin-top:.6rem;color:var(--soft);font-size:.95em}
.zoom{display:block;width:100%;padding:0;border:0;background:none;cursor:zoom-in;overflow:hidden;border-radius:var(--radius-card)}
.zoom img{transition:transform .4s}.zoom:hover img{transform:scale(1.03)}
.lightbox{border:0;padding:0;margin:auto;background:none;color:#fff;max-width:min(94vw,80rem);text-align:center}
.lightbox::backdrop{background:rgb(0 0 0/.86)}
.lightbox img{max-height:84vh;margin:auto;border-radius:8px}
.lightbox p{margin-top:.75rem}
.lightbox .close{position:fixed;top:1rem;right:1rem;padding:.6rem;border:0;border-radius:50%;background:rgb(255 255 255/.16);color:#fff;display:grid}
.strip{overflow-x:auto;scroll-snap-type:x mandatory;padding-bottom:1rem;overscroll-behavior-x:contain}
.strip ul{display:flex;gap:1.5rem}
.strip li{flex:0 0 min(85%,24rem);scroll-snap-align:start}

.testimonials .card{display:flex;flex-direction:column;gap:1.1rem}
.testimonials blockquote{flex:1;font-size:1.05em}
.testimonials blockquote p{white-space:pre-line}
.testimonials figcaption{display:flex;gap:.85rem;align-items:center}
.testimonials small{display:block;color:var(--muted)}
.testimonials .portrait{width:3rem;height:3rem;font-size:1rem}
.testimonials.list .grid{max-width:46rem;margin-inline:auto}
.stars{display:flex;gap:.15rem}
.stars span{display:flex;color:color-mix(in srgb,var(--text) 18%,transparent)}.stars .on{color:color-mix(in oklab,var(--accent) 88%,black)}
.stars .icon{width:1.15rem;height:1.15rem;fill:currentColor;stroke:none}
.portrait.blank{background:linear-gradient(135deg,color-mix(in oklab,var(--primary) 78%,var(--secondary)),var(--secondary))}
.portrait{display:grid;place-items:center;width:7.5rem;height:7.5rem;border-radius:50%;object-fit:cover;color:#fff;font-weight:700;font-size:2rem;text-shadow:0 1px 3px rgb(0 0 0/.55);flex:none}

.pricing .grid{align-items:stretch}
.pricing .card{display:flex;flex-direction:column;position:relative;padding:2rem}
.pricing .chosen{border:2px solid var(--primary);box-shadow:0 24px 60px -24px color-mix(in srgb,var(--primary) 45%,transparent)}
.pricing .card h2,.pricing .card h3{font-size:1.25rem}
.pricing .about{margin-top:.4rem;color:var(--muted)}
.price{margin-top:1.25rem;color:var(--muted)}.price strong{font-family:var(--heading-font);font-size:2.6rem;line-height:1;color:var(--text)}
.pricing .ticks{flex:1;align-content:start}
.ribbon{position:absolute;top:0;left:50%;transform:translate(-50%,-50%);padding:.2rem .9rem;border-radius:99px;background:var(--primary);color:var(--on-primary);font-size:.8rem;font-weight:600;white-space:nowrap}
.note{margin-top:2rem;text-align:center;color:var(--soft);font-size:.95em}

.cta.banner{--bg:var(--primary);--ink:var(--on-primary);--soft:var(--on-primary);--a:var(--on-primary)}
.cta.banner .button:not(.quiet){background:var(--ink);border-color:var(--ink);color:var(--bg)}
.cta.card{padding:var(--section-y) 0;border:0;border-radius:0}
.cta.card .panel{--ink:var(--text);--soft:var(--muted);padding:clamp(2rem,6vw,4.5rem);border-radius:calc(var(--radius-card)*1.5);background:var(--surface);color:var(--text);border:1px solid color-mix(in srgb,var(--text) 8%,transparent)}
.cta .sub{white-space:pre-line;max-width:46ch}.cta.align-center .sub{margin-inline:auto}.cta.align-right .sub{margin-left:auto}

.contact .alone{max-width:42rem;margin-inline:auto}
.contact .sides{display:grid;gap:clamp(2rem,5vw,4rem);align-items:start}
@media (min-width:56rem){.contact .sides{grid-template-columns:1fr 1.6fr}}
.contact address{display:grid;gap:1.25rem}
.contact address p,.map address p{display:flex;gap:.85rem;align-items:flex-start}
.contact address .icon,.map address .icon{color:var(--primary);margin-top:.05em}
.contact address span,.map address span{white-space:pre-line}
.contact .fields{display:grid;gap:1.1rem;margin-bottom:1.5rem}
@media (min-width:36rem){.contact .fields{grid-template-columns:1fr 1fr}.contact .wide{grid-column:1/-1}}
.field label{display:block;font-weight:600;margin-bottom:.35rem;font-size:.95em}
.field small{font-weight:400;color:var(--muted)}
.field input:not([type=checkbox]),.field textarea,.field select{width:100%;min-height:3rem;padding:.65rem .85rem;border:1px solid color-mix(in srgb,var(--text) 45%,transparent);border-radius:var(--radius-input);background:var(--background);color:var(--text)}
.field textarea{resize:vertical}
.tick{display:flex;gap:.6rem;align-items:center}.tick label{margin:0;font-weight:400}.tick input{width:1.2rem;height:1.2rem}
.closed{padding:.75rem 1rem;margin-bottom:1.25rem;border-radius:var(--radius-input);background:var(--surface);color:var(--text)}
fieldset:disabled .button{opacity:.6;pointer-events:none}

.team .grid{text-align:center}
.team li{display:flex;flex-direction:column;align-items:center;gap:.35rem}
.team .portrait{margin-bottom:.9rem}
.team li h2,.team li h3{font-size:1.2rem}
.team .role{color:var(--a);font-weight:600;font-size:.95em}
.team li p:not(.role,.links){color:var(--soft);max-width:32ch}
.team .links{display:flex;gap:1rem;margin-top:.4rem}

.questions{max-width:48rem;margin-inline:auto}
.faq details{border-bottom:1px solid color-mix(in srgb,var(--ink) 16%,transparent)}
.faq summary{display:flex;justify-content:space-between;gap:1rem;align-items:center;padding-block:1.15rem;cursor:pointer;list-style:none}
summary::-webkit-details-marker{display:none}
.faq summary h2,.faq summary h3{font-size:1.1rem;letter-spacing:0}
.faq summary .icon{width:1.25rem;height:1.25rem;transition:transform .2s}
.faq [open] summary .icon{transform:rotate(180deg)}
.faq details p{padding-bottom:1.4rem;color:var(--soft);white-space:pre-line;max-width:64ch}

.stats .grid{text-align:center;display:flex;flex-wrap:wrap}
.stats .grid>div{flex:1 1 9rem;display:flex;flex-direction:column-reverse;gap:.35rem}
.stats dd{font-family:var(--heading-font);font-weight:var(--heading-weight);font-size:clamp(2.2rem,1.5rem + 3vw,3.6rem);line-height:1.05;letter-spacing:-.02em;color:var(--a)}
.stats dd small{font-size:.5em;letter-spacing:0;white-space:pre}
.stats dt{color:var(--soft)}

.blog .card{padding:0;overflow:hidden;display:flex;flex-direction:column;position:relative;transition:box-shadow .2s,transform .2s}
.blog .card:has(a):hover{transform:translateY(-3px);box-shadow:0 18px 40px -20px rgb(0 0 0/.35)}
.blog .cover{width:100%;aspect-ratio:16/10;object-fit:cover}
.blog .card>div{padding:1.5rem;display:flex;flex-direction:column;gap:.55rem;flex:1}
.blog .card h2,.blog .card h3{font-size:1.25rem}
.blog .card a{text-decoration:none}.blog .card a::after{content:"";position:absolute;inset:0}
.blog .card a:focus-visible{outline:0}.blog .card:has(a:focus-visible){outline:3px solid var(--link);outline-offset:3px}
.kicker{font-size:.8rem;font-weight:700;letter-spacing:.08em;text-transform:uppercase;color:var(--link)}
.blog .card p:not(.kicker,.byline){color:var(--muted)}
.byline{margin-top:auto;padding-top:.5rem;font-size:.9em;color:var(--muted)}
.blog .buttons{--justify:center}

.frame{position:relative;border-radius:var(--radius-card);overflow:hidden;background:color-mix(in oklab,var(--secondary) 92%,#000);color:#fff}
.frame summary{display:grid;place-items:center;cursor:pointer;list-style:none;aspect-ratio:var(--ratio);background:radial-gradient(circle at 30% 20%,color-mix(in oklab,var(--primary) 55%,transparent),transparent 60%)}
.frame summary img{position:absolute;inset:0;width:100%;height:100%;object-fit:cover;opacity:.55}
.frame summary:focus-visible{outline:3px solid #fff;outline-offset:-6px}
.frame .call{position:relative;display:grid;justify-items:center;gap:.9rem;text-align:center;padding:1rem;font-weight:600}
.frame .call small{display:block;font-weight:400;opacity:.85}
.frame .call .icon{width:4.5rem;height:4.5rem;padding:1.35rem 1.2rem 1.35rem 1.5rem;border-radius:50%;background:var(--primary);color:var(--on-primary);fill:currentColor;transition:transform .2s}
.frame summary:hover .icon{transform:scale(1.06)}
.frame[open] summary{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.frame iframe{width:100%;aspect-ratio:var(--ratio)}
.video figure{max-width:60rem;margin-inline:auto}
.video figcaption{margin-top:.75rem;text-align:center;color:var(--soft)}
.map .frame summary,.map .frame iframe{aspect-ratio:auto;height:var(--height)}
.map .frame .call .icon{padding:1.2rem;fill:none}
.map address{display:flex;flex-wrap:wrap;gap:.5rem 2rem;margin-top:1.25rem;justify-content:center}

.text{max-width:44rem;margin-inline:auto}.text.narrow{max-width:34rem}.text.wide{max-width:none}
.text>*+*{margin-top:1.1em}
.text h1,.text h2{margin-top:1.6em}.text>:first-child{margin-top:0}
.block .text h2{font-size:clamp(1.5rem,1.2rem + 1.2vw,2rem)}.text h3{font-size:1.3rem;margin-top:1.6em}.text h4{font-size:1.1rem}
.text a{color:var(--a)}
.text ul{list-style:disc;padding-left:1.3em}.text ol{padding-left:1.3em}.text li+li{margin-top:.4em}
.text.align-center ul,.text.align-center ol{display:inline-block;text-align:left}
.text blockquote{padding:.3rem 0 .3rem 1.4rem;border-left:4px solid var(--primary);font-size:1.1em}
.text img{border-radius:var(--radius-card);height:auto}
.text pre{overflow:auto;padding:1rem;border-radius:var(--radius-input);background:color-mix(in srgb,var(--ink) 7%,transparent)}
.text hr{border:0;border-top:1px solid color-mix(in srgb,var(--ink) 18%,transparent)}
.text table{display:block;overflow-x:auto;border-collapse:collapse}.text th,.text td{padding:.5rem .85rem;border-bottom:1px solid color-mix(in srgb,var(--ink) 16%,transparent);text-align:left}

.duo .inside{display:grid;gap:clamp(2rem,5vw,4.5rem);align-items:center}
.duo .scene{width:100%;aspect-ratio:5/4;object-fit:cover;border-radius:var(--radius-card)}
@media (min-width:52rem){.duo .inside{grid-template-columns:1fr 1fr}.duo.right .scene{order:2}}
.duo .inside>div>p:not(:last-child),.duo h1,.duo h2{margin-bottom:1rem}
.duo p{white-space:pre-line}.duo .button{margin-top:.75rem}

.custom{padding-block:calc(var(--section-y)/2)}
.custom iframe{width:100%;height:var(--height)}

.footer{--bg:color-mix(in oklab,var(--secondary) 92%,#000);--ink:#fff;background:var(--bg);color:var(--ink);padding-block:clamp(2.5rem,6vw,4rem) 1.75rem}
.footer>.inside{display:flex;flex-wrap:wrap;gap:2rem clamp(2.5rem,8vw,6rem)}
.footer .about{flex:1 1 16rem;display:grid;gap:.9rem;align-content:start}
.footer .about p{max-width:34ch}
.footer .brand{font-family:var(--heading-font);font-weight:var(--heading-weight);font-size:1.3rem}
.footer .logo{max-width:10rem;max-height:3.5rem;object-fit:contain;object-position:left}
.footer .title{font-weight:700;margin-bottom:.7rem}
.footer nav li+li{margin-top:.45rem}
.footer nav a{text-decoration:none;display:inline-block;padding-block:.1rem;opacity:.86}.footer nav a:hover{text-decoration:underline;opacity:1}
.social{display:flex;gap:.5rem;flex-wrap:wrap}
.social a{display:grid;place-items:center;width:2.75rem;height:2.75rem;border-radius:50%;background:color-mix(in srgb,currentColor 12%,transparent)}
.social a:hover{background:color-mix(in srgb,currentColor 24%,transparent)}
.footer .last{margin-top:clamp(2rem,5vw,3rem);padding-top:1.25rem;border-top:1px solid color-mix(in srgb,currentColor 20%,transparent);justify-content:space-between;gap:.5rem 2rem;font-size:.9em}

.preview{position:fixed;inset:auto 0 1rem;z-index:60;width:fit-content;max-width:calc(100% - 2rem);margin-inline:auto;display:flex;align-items:center;gap:1rem;padding:.6rem .7rem .6rem 1.1rem;border-radius:99px;background:#14181d;color:#fff;box-shadow:0 8px 30px rgb(0 0 0/.35);font-size:.95rem;line-height:1.3}
.preview p{display:flex;align-items:center;gap:.6rem}.preview .icon{width:1.25em;height:1.25em}
.preview a{padding:.35rem .9rem;border-radius:99px;background:#fff;color:#14181d;font-weight:600;text-decoration:none}

.notice{min-height:72vh;display:grid;place-items:center;text-align:center;padding:4rem 1.25rem}
.notice>div{max-width:32rem}
.notice .code{font-family:var(--heading-font);font-weight:800;font-size:clamp(4rem,16vw,8rem);line-height:1;letter-spacing:-.04em;color:color-mix(in srgb,var(--primary) 30%,transparent)}
.notice h1{font-size:clamp(1.6rem,1.2rem + 2vw,2.4rem);margin-bottom:.75rem}
.notice p:not(.code,.field,.error){color:var(--muted)}
.notice .button{margin-top:1.5rem}
.notice form{text-align:left;margin-top:2rem}.notice form .button{width:100%}
.notice .icon.big,.notice .lock .icon{width:3rem;height:3rem;color:var(--primary)}
.error{margin-bottom:1rem;padding:.75rem 1rem;border-radius:var(--radius-input);border:1px solid var(--danger);color:var(--text);background:color-mix(in srgb,var(--danger) 9%,var(--background))}
@media (prefers-reduced-motion:reduce){*,*::before,*::after{transition:none!important;scroll-behavior:auto!important}}
@media print{.navbar,.skip,.frame,.contact form{display:none}}
`.replace(/\n/g, '');
