import sys; sys.path[:0]=['/work/main/src','/tmp']
import numpy as np, yaml
import train as T
from caseaudit.narrative.model import KINDS
from caseaudit.narrative.section import narrative_from
from caseaudit.narrative.reader import lexicon_of
from caseaudit.narrative.forms import Forms
from caseaudit.narrative import Names
from caseaudit.narrative.tokens import *
sec=yaml.safe_load(open('/work/parts/narrative.yaml'))['narrative']
nar=narrative_from(sec,list(sec['phases']),'x'); lex=lexicon_of(nar); forms=Forms(nar); known=forms.with_names(Names())
L=[t for t in T.read_texts() if t.voice not in T.TEST]
ext=[l.split('\t') for l in open('/work/shared/narratives/updates.tsv').read().split('\n')[1:] if l.strip()]
L+=[T.Labelled(r[0],T.Kind(r[1]),0 if r[1]=='update' else -1,'ext',True) for r in ext]
V=np.array([t.voice for t in L]); Y=np.array([KINDS.index(t.kind) for t in L])
shown,sizes=T.families([t.text for t in L],lex)
groups=[('adams','lund','ibarra'),('bellweather','moreau','park','vega'),('carter','novak','quill'),('delgado','farouk','oduya'),('eaton','greenleaf','hollis'),('reyes','sato'),('tembo','ukai')]
def cv(K,C):
    P=np.zeros((len(L),6))
    k={v for g in groups for v in g}|{'ext'}; rest=tuple(set(V)-k)
    for g in groups+([rest] if rest else [])+[('ext',)]:
        te=np.isin(V,g); tr=~te&(V!='ext')
        a,b=T.fit(K[np.ix_(tr,tr)],Y[tr],6,C); f=K[np.ix_(te,tr)]@a+b; f-=f.max(1,keepdims=True); e=np.exp(f); P[te]=e/e.sum(1,keepdims=True)
    return P
U=KINDS.index(T.Kind.UPDATE); PL=KINDS.index(T.Kind.PLACEHOLDER)
def verdict(i,P,thr=.5):
    t=L[i].text; n=len(TOKEN.findall(t)); u=P[i,U]
    f=forms.of(t,known,u<.85) if n<=(14 if u<.85 else 10) else None
    if f: return f.kind
    if u>=.5: return T.Kind.UPDATE
    o=1-u-P[i,PL]
    if P[i,PL]>o: return T.Kind.PLACEHOLDER
    if o<thr*(o+u): return T.Kind.UPDATE
    return T.Kind.MANUFACTURER
def rep(name,P,show=False):
    for nm,s in (('cv',(V!='ext')&(V!='reyes')),('ext',V=='ext'),('reyes',V=='reyes')):
        tp=fp=fn=0
        for i in np.flatnonzero(s):
            got=verdict(i,P).is_not_progress; tr=L[i].kind.is_not_progress
            tp+=got and tr; fp+=got and not tr; fn+=tr and not got
            if show and got!=tr: print(V[i][:5],L[i].kind,'| u=%.2f p=%.2f'%(P[i,U],P[i,PL]),'|',L[i].text)
        print(name,nm,'P %.3f R %.3f'%(tp/(tp+fp),tp/(tp+fn)),end='  ')
    print()
def G(trust): return sum(trust.get(f,1.)*(m@m.T).toarray() for f,m in enumerate(shown))
if __name__=='__main__':
    for nm,tr,C in (('all1',{},.5),('all1',{},2),('shape3',{14:3,15:3,16:3,11:2,12:2,13:2},.5),('ng2',{0:2},.5),('ng2sh3',{0:2,14:3,15:3,16:3,11:2,12:2,13:2},.5),('noseq',{5:0,6:0,7:0,8:0,9:0,4:0,2:0},.5)):
        P=cv(G(tr),C); rep(nm+str(C),P)
    rep('last',P,True)
