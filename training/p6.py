from p5 import *
import sys
ms=fams([t.text for t in L]); G=[np.asarray((m@m.T).todense()) for m in ms]
base=sum(G)
def W(**k):
    return base+sum((v-1)*G[int(n[1:])] for n,v in k.items())
A=dict(f0=.4,f3=2,f5=2,f9=2,f10=1.5,f2=1.5)
# all ordered pairs of known words
d=Dictionary(lex); b=batch_of([t.text for t in L],d); s=F.scopes_of(b,lex.names[Track.TURN])
known=(b.word>0)|(b.turn>0)
r=[];c=[];rs=[];cs=[]
vals={}
for i in range(len(L)):
    k=np.flatnonzero(known&(b.text==i)); n=[int(b.normal[j]) for j in k]; bt=[int(s.bits[j]) for j in k]
    for x in range(len(n)):
        for y in range(x+1,min(len(n),x+9)):
            r.append(i); c.append(hash((n[x],n[y]))%(1<<20))
P=sp.csr_matrix((np.ones(len(r)),(r,c)),shape=(len(L),1<<20)); P.sum_duplicates(); P.data[:]=1
GP=np.asarray((P@P.T).todense())
nt=np.bincount(b.text).astype(float); d=np.sqrt(np.diag(W(**A)))

def N(K,x): q=x/np.median(x); return K/q[:,None]/q[None,:]
show('A',cv(W(**A),.3))
show('A cos',cv(N(W(**A),d),.3))
show('A sqrttok',cv(N(W(**A),np.sqrt(nt+1)),.3))
show('A cos C1',cv(N(W(**A),d),1))
K=W(**A)+GP; show('A cos pairs1',cv(N(K,np.sqrt(np.diag(K))),.3))
K=W(**A)+.4*GP; show('A cos pairs.4',cv(N(K,np.sqrt(np.diag(K))),.3))
K=W(**{**A,'f0':.2}); show('A cos f0=.2',cv(N(K,np.sqrt(np.diag(K))),.3))
K=W(**{**A,'f14':0,'f15':0,'f16':0}); show('A cos noshape',cv(N(K,np.sqrt(np.diag(K))),.3))
K=W(**{**A,'f1':2,'f6':2,'f7':2,'f8':2}); show('A cos more seq',cv(N(K,np.sqrt(np.diag(K))),.3))

