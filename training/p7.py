import sys; sys.path.insert(0,'/work/main/src')
import numpy as np, time, scipy.sparse as sp, yaml
import train as T
from caseaudit.narrative.section import narrative_from
from caseaudit.narrative.reader import lexicon_of
sec=yaml.safe_load(open(sys.argv[1] if len(sys.argv)>1 else '/work/parts/narrative.yaml'))['narrative']
lex=lexicon_of(narrative_from(sec,list(sec['phases']),'x'))
num={'none':0,'initiation':1,'investigation':2,'legal_review':3,'implementation':4}
L=[t for t in T.read_texts() if t.voice not in T.TEST and t.phase>=0]
ext=[l.split('\t') for l in open('/work/shared/narratives/updates.tsv').read().split('\n')[1:] if l.strip()]
L+= [T.Labelled(r[0],T.Kind.UPDATE,num[r[2]],'ext',True) for r in ext if r[1]=='update']
V=np.array([t.voice for t in L]); Y=np.array([t.phase for t in L])
groups=[('adams','lund','ibarra'),('bellweather','moreau','park','vega'),('carter','novak','quill'),('delgado','farouk','oduya'),('eaton','greenleaf','hollis'),('reyes','sato'),('tembo','ukai')]
from p5 import curve as _c
def gram(trust,shown,sizes):
    g=sum(trust.get(f,1.)*(m@m.T).toarray() for f,m in enumerate(shown)); return g/np.outer(sizes,sizes)
def cv(K,C):
    P=np.zeros((len(L),5))
    known={v for g in groups for v in g}|{'ext'}
    rest=tuple(v for v in set(V)-known)
    for g in groups+([rest] if rest else [])+[('ext',)]:
        te=np.isin(V,g); tr=~te&(V!='ext')
        a,b=T.fit(K[np.ix_(tr,tr)],Y[tr],5,C); f=K[np.ix_(te,tr)]@a+b; f-=f.max(1,keepdims=True); e=np.exp(f); P[te]=e/e.sum(1,keepdims=True)
    return P
def curve(P,sel):
    Ps=P[sel]; Ys=Y[sel]; top=Ps[:,1:].argmax(1)+1; against=[];truth=[]
    for k in range(1,5):
        ok=(top!=k)&(Ps.argmax(1)>0); against.append(np.where(ok,1-Ps[:,0]-Ps[:,k],-1)); truth.append((Ys>0)&(Ys!=k))
    a=np.concatenate(against); t=np.concatenate(truth); o=np.argsort(-a); tp=np.cumsum(t[o]); pr=tp/np.arange(1,len(o)+1); rc=tp/t.sum(); ok=a[o]>0
    def at(p):
        i=np.flatnonzero((pr>=p)&ok); return (rc[i[-1]],a[o][i[-1]]) if len(i) else (0,0)
    return 'acc %.3f R@.95 %.3f(%.2f) R@.965 %.3f(%.2f) AP %.4f'%((Ps.argmax(1)==Ys).mean(),*at(.95),*at(.965),(pr*t[o]).sum()/t.sum())
def show(name,P):
    print(name,'| cv',curve(P,~np.isin(V,['ext','reyes'])),'| ext',curve(P,V=='ext'),flush=True)
if __name__=='__main__':
    shown,sizes=T.families([t.text for t in L],lex)
    P=cv(gram(T.PHASE.trust,shown,sizes),T.PHASE.strength); show('now',P)
    if len(sys.argv)<3:
        top=P[:,1:].argmax(1)+1
        for i in range(len(L)):
            if P[i].argmax()!=Y[i] and P[i].max()>.55 and V[i]!='reyes': print(V[i][:5],'true',Y[i],'pred',P[i].argmax(),'%.2f'%P[i].max(),'|',L[i].text)
