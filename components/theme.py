"""What the theme file cannot say: styles of cards, and colours that read on light and dark.

`light-dark()` follows the page's colour scheme, which Streamlit sets; plotly is told the colours below.
"""

from __future__ import annotations

import streamlit as st

#: Lines of a chart, distinct also for colour-blind readers, readable on both backgrounds (Okabe-Ito).
CHART_COLOURS = ("#0f8bd0", "#d97a00", "#009e73", "#cc79a7", "#7f6fd6", "#b8860b", "#56a0d3", "#c0504d")

_STYLE = """
<style>
.stMainBlockContainer{max-width:1080px;padding-top:4.5rem}
.st-key-language_bar{margin-bottom:-4rem;position:relative;z-index:1;pointer-events:none}
.st-key-language_bar>*{pointer-events:auto}
.stMainBlockContainer h1{padding:.2rem 7rem .7rem 0;font-size:2.2rem}
.stMainBlockContainer h2{font-size:1.6rem} .stMainBlockContainer h3{font-size:1.3rem}
.st-key-demo_banner details{background:light-dark(#fff6d9,#3a2f10);border-color:light-dark(#e5c76b,#6b571d)}
.st-key-demo_banner summary{color:light-dark(#6b4a00,#f2cf7a)}
:is(.st-key-metrics,.st-key-headlines){display:grid!important;grid-template-columns:repeat(auto-fill,minmax(10.3rem,1fr));gap:.8rem}
:is(.st-key-metrics,.st-key-headlines)>*{width:auto!important;min-width:0;height:100%}
:is(.st-key-metrics,.st-key-headlines) [data-testid="stMetric"]{height:100%}
:is(.st-key-metrics,.st-key-headlines) [data-testid="stMetricLabel"] :is(div,p){
 white-space:normal!important;overflow:visible}
.st-key-search_line{row-gap:.2rem}
.pb-good{color:light-dark(#17734a,#5ed6a0)} .pb-fine{color:light-dark(#1f5fbf,#7fb2ff)}
.pb-fair{color:light-dark(#8a5a00,#f0b54a)} .pb-weak{color:light-dark(#9a3b3b,#f09a9a)}
.pb-muted{opacity:.75}
.pb-card{display:flex;gap:1rem;align-items:flex-start}
.pb-card>div:last-child{flex:1;min-width:0;overflow-wrap:anywhere}
.pb-score{width:64px;text-align:center;font-size:.8rem;flex:none}
.pb-ring{width:56px;height:56px;border-radius:50%;margin:0 auto 2px;display:grid;place-items:center}
.pb-ring span{width:44px;height:44px;border-radius:50%;display:grid;place-items:center;font-weight:700;
 font-size:1.05rem;background:light-dark(#ffffff,#11161d)}
.pb-title{font-size:1.12rem;font-weight:650;line-height:1.3;margin:0}
.pb-pay{font-weight:600;margin-top:.15rem}
.pb-facts{display:flex;flex-wrap:wrap;gap:.15rem .9rem;font-size:.87rem;margin-top:.3rem}
.pb-tag{border:1px solid color-mix(in srgb,currentColor 40%,transparent);border-radius:6px;padding:0 .4rem;
 font-size:.78rem;white-space:nowrap}
.pb-gone .pb-card{opacity:.6}
.pb-list{list-style:none;padding:0!important;margin:.2rem 0 .6rem!important;font-size:.92rem}
.pb-list li{margin:0!important;display:flex;gap:.55rem;padding:.28rem 0;border-bottom:1px solid
 color-mix(in srgb,currentColor 12%,transparent)}
.pb-list li>b{flex:none;width:7.2rem;font-weight:600}
.pb-list li>div{min-width:0;overflow-wrap:anywhere}
.pb-quote{opacity:.75;font-size:.85rem;border-left:2px solid color-mix(in srgb,currentColor 40%,transparent);
 padding-left:.5rem;margin-top:.1rem;display:block}
.pb-parts{width:100%;border-collapse:collapse;font-size:.88rem}
.pb-parts td{border:0;padding:.12rem .4rem .12rem 0}
.pb-parts td:first-child{width:40%} .pb-parts td:last-child{width:4rem;text-align:right}
.pb-bar{height:.55rem;border-radius:3px;background:light-dark(#1f5fbf,#6ea8fe)}
.pb-bar.pb-weak{background:currentColor}
.pb-sum td{border-top:1px solid color-mix(in srgb,currentColor 30%,transparent);font-weight:700}
.pb-body{white-space:pre-wrap;font-size:.92rem;overflow-wrap:anywhere;max-height:26rem;overflow-y:auto}
.pb-fields{display:grid;grid-template-columns:max-content 1fr;gap:.3rem 1rem;font-size:.95rem}
.pb-fields>span:nth-child(odd){opacity:.7}
.pb-fields>span{min-width:0;overflow-wrap:anywhere}
.pb-headline{padding:.2rem 0 .4rem;overflow-wrap:anywhere}
.pb-headline .pb-title{font-size:1.25rem}
.pb-row{display:grid;grid-template-columns:max-content 1fr;gap:.1rem 1rem;font-size:.95rem;padding-top:.35rem}
.pb-row>span{min-width:0;overflow-wrap:anywhere} .pb-row>span:only-child{grid-column:1/-1}
.pb-row b{font-weight:600} .pb-name{opacity:.7;width:9.5rem}
.pb-mark{font-size:.82rem;margin-left:.5rem;opacity:.8;white-space:nowrap}
.pb-mark:first-child,.pb-row b:empty+.pb-mark{margin-left:0}
.pb-confirmed{color:light-dark(#17734a,#5ed6a0);opacity:1}
.pb-corrected{color:light-dark(#1f5fbf,#7fb2ff);opacity:1}
[class*="st-key-row-"]{border-bottom:1px solid color-mix(in srgb,currentColor 12%,transparent);
 padding-bottom:.3rem;row-gap:0!important}
[class*="st-key-row-"]>*:first-child{min-width:16rem}
[class*="st-key-row-alias-"]{border-bottom:0}
.st-key-comparison{position:fixed;bottom:1rem;left:50%;transform:translateX(-50%);z-index:50;
 width:min(1040px,calc(100vw - 1.6rem))!important;max-height:75vh;overflow-y:auto;flex-wrap:nowrap;
 background:light-dark(#ffffff,#11161d);box-shadow:0 6px 22px color-mix(in srgb,currentColor 18%,transparent)}
.pb-compare{display:grid;grid-template-columns:9.5rem 1fr 1fr;font-size:.92rem}
.pb-compare>div{padding:.4rem .9rem .4rem 0;min-width:0;overflow-wrap:anywhere;
 border-bottom:1px solid color-mix(in srgb,currentColor 12%,transparent)}
.pb-compare .pb-what{opacity:.7} .pb-compare .pb-score{text-align:left;margin-bottom:.3rem}
.pb-compare .pb-ring{margin:0 0 2px} .pb-compare ul{margin:0!important;padding-left:1rem!important}
.pb-compare a{color:inherit} .pb-compare li{margin:0 0 .2rem!important;font-size:.88rem}
.pb-small .pb-title{font-size:1rem} .pb-small .pb-score{width:52px;font-size:.72rem}
.pb-small .pb-ring{width:44px;height:44px} .pb-small .pb-ring span{width:34px;height:34px;font-size:.9rem}
.pb-pills{display:flex;flex-wrap:wrap;gap:.4rem}
.pb-pills span{border-radius:999px;padding:.1rem .7rem;font-size:.88rem;
 background:color-mix(in srgb,light-dark(#1f5fbf,#6ea8fe) 15%,transparent)}
@media (max-width:640px){
 .pb-compare{grid-template-columns:1fr 1fr} .pb-compare .pb-what{grid-column:1/-1;border:0;padding-bottom:0}
 .pb-compare .pb-what:empty{display:none}
 .stMainBlockContainer{padding-left:.8rem;padding-right:.8rem}
 .stMainBlockContainer h1{font-size:1.7rem}
 .st-key-list_bar{gap:.5rem!important}
 .pb-card{gap:.6rem} .pb-score{width:52px} .pb-ring{width:48px;height:48px}
 .pb-ring span{width:37px;height:37px;font-size:.95rem} .pb-list li{flex-direction:column;gap:.1rem}
 .pb-row{grid-template-columns:1fr} .pb-name{width:auto} [class*="st-key-row-"]>*:first-child{min-width:100%}
 .pb-fields{grid-template-columns:1fr} .pb-fields>span:nth-child(odd){margin-top:.3rem}
}
@media (prefers-reduced-motion:no-preference){.stButton button{transition:background-color .12s}}
</style>
"""


def styles() -> None:
    """Put the styles on the page; once per run, from the frame."""
    st.html(_STYLE)
