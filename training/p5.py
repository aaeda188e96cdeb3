import sys; sys.path.insert(0,'/work/main/src')
import numpy as np, time, scipy.sparse as sp
import train as T
from caseaudit.narrative import features as F
from caseaudit.narrative.tokens import *
from caseaudit.narrative.section import narrative_from
from caseaudit.narrative.reader import lexicon_of
import yaml
sec=yaml.safe_load(open('/work/parts/narrative.yaml'))['narrative']
lex=lexicon_of(narrative_from(sec,list(sec['phases']),'x'))
num={'none':0,'initiation':1,'investigation':2,'legal_review':3,'implementation':4}
L=[t for t in T.read_texts() if t.voice not in T.TEST and t.phase>=0]
ext=[l.split('\t') for l in open('/work/shared/narratives/updates.tsv').read().split('\n')[1:] if l.strip()]
L+= [T.Labelled(r[0],T.Kind.UPDATE,num[r[2]],'ext',True) for r in ext if r[1]=='update']
V=np.array([t.voice for t in L]); Y=np.array([t.phase for t in L])
NF=18
def fams(texts):
    d=Dictionary(lex); b=batch_of(texts,d); s=F.scopes_of(b,lex.names[Track.TURN]); n=len(texts)
    f,o=F.of_words([F.form(w) for w in d.words])
    bw=sp.csr_matrix((np.ones(len(f)),(o,f)),shape=(len(d.words),1<<F.BITS))
    tw=sp.csr_matrix((np.ones(len(b.text)),(b.text,b.numbers)),shape=(n,len(d.words)))
    ms=[(tw@bw).tocsr()]
    for pl,ft in F.families(b,s):
        ms.append(sp.csr_matrix((np.ones(len(pl)),(b.text[pl],ft)),shape=(n,1<<F.BITS)))
    for m in ms: m.sum_duplicates(); m.data=np.minimum(m.data,2)
    return ms
groups=[('adams','lund','ibarra'),('bellweather','moreau','park'),('carter','novak','quill'),('delgado','farouk','oduya'),('eaton','greenleaf','hollis'),('reyes','sato'),('tembo','ukai')]
def cv(K,C,groups=groups,only=None):
    P=np.zeros((len(L),5))
    for g in groups+[('ext',)]:
        te=np.isin(V,g); tr=~te&(V!='ext')
        a,b=T.fit(K[np.ix_(tr,tr)],Y[tr],5,C); f=K[np.ix_(te,tr)]@a+b; f-=f.max(1,keepdims=True); e=np.exp(f); P[te]=e/e.sum(1,keepdims=True)
    return P
def curve(P,sel):
    out=[]
    n=sel.sum(); Ps=P[sel]; Ys=Y[sel]; top=Ps[:,1:].argmax(1)+1
    against=[];truth=[]
    for k in range(1,5):
        ok=(top!=k)&(Ps.argmax(1)>0); against.append(np.where(ok,1-Ps[:,0]-Ps[:,k],-1)); truth.append((Ys>0)&(Ys!=k))
    a=np.concatenate(against); t=np.concatenate(truth); o=np.argsort(-a); tp=np.cumsum(t[o]); pr=tp/np.arange(1,len(o)+1); rc=tp/t.sum(); ok=a[o]>0
    def at(p):
        i=np.flatnonzero((pr>=p)&ok); return (rc[i[-1]],a[o][i[-1]]) if len(i) else (0,0)
    return 'acc %.3f R@.95 %.3f(%.2f) R@.965 %.3f(%.2f) AP %.4f'%((Ps.argmax(1)==Ys).mean(),*at(.95),*at(.965),(pr*t[o]).sum()/t.sum())
def show(name,P):
    print(name,'| cv',curve(P,~np.isin(V,['ext','reyes'])),'| ext',curve(P,V=='ext'),flush=True)
if False and __name__=='__main__':
    ms=fams([t.text for t in L]); G=[np.asarray((m@m.T).todense()) for m in ms]; print(len(G))
    base=sum(G)
    for C in (0.1,0.3,1): show('C%.1f'%C,cv(base,C))
    for name,fs,w in (('ngrams',[0],.4),('ngrams',[0],2),('wordbi',[1],2.5),('scope',[2],2.5),('normal',[3],2.5),('latest',[4],3),('seq1',[5],2.5),('skip',[6,7],2.5),('tri',[8],2.5),('seqscope',[9],2.5),('ends',[10],2.5),('ends',[10],0),('shape',[14,15,16],0),('firstlast',[11,12,13],0)):
        show(name+str(w),cv(base+sum((w-1)*G[f] for f in fs),0.3))
    d=np.sqrt(np.diag(base)); 
    for pw in (0.5,1): 
        s=(d/np.median(d))**pw; show('norm%.1f'%pw,cv(base/s[:,None]/s[None,:],0.3))
