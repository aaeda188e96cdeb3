from proto import *
import os
from scipy.optimize import minimize
TEST={'jansen','kessler'}
names=[v for v in voices if v not in TEST]
def fams(texts):
    b=batch_of(texts,D); s=F.scopes_of(b,lex.names[Track.TURN]); n=len(texts)
    uniq=np.unique(b.numbers); wf={int(u):F.of_word(D.words[u]) for u in uniq}
    r=[];c=[]
    for t,u in zip(b.text,b.numbers):
        f=wf[int(u)]; r.extend([t]*len(f)); c.extend(f)
    out=[(np.array(r),np.array(c))]
    for place,feat in F.families(b,s): out.append((b.text[place],feat))
    ms=[]
    for r,c in out:
        m=sp.csr_matrix((np.ones(len(r),dtype=np.float64),(r,c)),shape=(n,1<<F.BITS)); m.sum_duplicates(); m.data=np.minimum(m.data,2); ms.append(m)
    return ms
def softmax_fit(K,y,classes,C,iters=80):
    # K = n x n gram ; a: n x c ; f = K a + b ; reg 0.5/C * tr(a' K a)
    n=len(y); c=len(classes); Y=(y[:,None]==classes[None,:]).astype(float)
    L=np.linalg.cholesky(K+1e-6*np.trace(K)/n*np.eye(n))
    def obj(w):
        W=w[:n*c].reshape(n,c); b=w[n*c:]
        f=L@W+b; f-=f.max(1,keepdims=True); e=np.exp(f); z=e.sum(1,keepdims=True)
        loss=-(Y*(f-np.log(z))).sum()*C+0.5*(W**2).sum()
        g=(e/z-Y)*C
        return loss, np.concatenate([(L.T@g+W).ravel(), g.sum(0)])
    r=minimize(obj,np.zeros(n*c+c),jac=True,method='L-BFGS-B',options=dict(maxiter=iters))
    W=r.x[:n*c].reshape(n,c); b=r.x[n*c:]
    a=np.linalg.solve(L.T,W)
    return a,b
def soft(f):
    f=f-f.max(1,keepdims=True); e=np.exp(f); return e/e.sum(1,keepdims=True)
allx=[(t,l,h,v) for v in names for t,l,h in voices[v]]+[(t,l,h,'ext') for t,l,h in ext]
T=[a[0] for a in allx]; Y=np.array([a[1] for a in allx]); H=np.array([a[2] for a in allx]); V=np.array([a[3] for a in allx])
Kd=np.array([kind(l) for l in Y])
PH=np.array(list('01234')); KC=np.array(list('umepsd'))
def grams():
    ms=fams(T); return [np.asarray((m@m.T).todense()) for m in ms]
def evaluate(Kk,Kp,Ck=1,Cp=1,voices_=None,verbose=False,probs=None):
    res={}; PP=np.zeros((len(T),5)); KP=np.zeros((len(T),6))
    groups=[('adams','lund','ibarra'),('bellweather','moreau','park'),('carter','novak','quill'),('delgado','farouk','oduya'),('eaton','greenleaf','hollis'),('reyes',)]
    vs=[(g[0],np.isin(V,g),~np.isin(V,g)&(V!='ext')) for g in groups]+[('ext',V=='ext',V!='ext')]
    for v,te,tr in vs:
        if voices_ and v not in voices_: continue
        tu=tr&(Kd=='u')
        if Kp is not None:
            a,b=softmax_fit(Kp[np.ix_(tu,tu)],Y[tu],PH,Cp); pp=soft(Kp[np.ix_(te,tu)]@a+b); PP[te]=pp
        if Kk is not None:
            a,b=softmax_fit(Kk[np.ix_(tr,tr)],Kd[tr],KC,Ck); KP[te]=soft(Kk[np.ix_(te,tr)]@a+b)
        res[v]=1
    return KP,PP
def x301(PP,sel,thr):
    # sel: updates. pairs over all recorded phases
    tp=fp=fn=0
    for i in np.flatnonzero(sel):
        j=PP[i].argmax(); p=PH[j] if (PP[i,j]>=thr and j>0) else '0'
        for r in '1234':
            truth=Y[i]!='0' and Y[i]!=r; flag=p!='0' and p!=r
            tp+=truth&flag; fp+=flag&(not truth); fn+=truth&(not flag)
    return tp/max(1,tp+fp), tp/max(1,tp+fn)
def report(KP,PP,thr=(0.4,0.5,0.6,0.7,0.8)):
    u=Kd=='u'
    for nm,s in (('cv',V!='ext'),('ext',V=='ext')):
        if KP.any(): 
            pk=KC[KP.argmax(1)]; six=np.where(pk=='u',PH[PP.argmax(1)],'N'); st=np.where(u,Y,'N')
            neg=np.isin(Kd,list('mesd')); nu=~u&(Kd!='p')
            print(nm,'six %.3f kind-u %.3f kind6 %.3f'%((six==st)[s].mean(),((pk=='u')==u)[s].mean(),(pk==Kd)[s].mean()),end=' ')
        print(nm,'phase acc %.3f hard %.3f'%((PH[PP.argmax(1)]==Y)[s&u].mean(),(PH[PP.argmax(1)]==Y)[s&u&H].mean()), ' '.join('%.1f:P%.3f/R%.3f'%((t,)+x301(PP,s&u,t)) for t in thr))
if __name__=='__main__':
    t0=time.time(); G=grams(); print('grams',time.time()-t0)
    base=sum(G)
    t0=time.time(); KP,PP=evaluate(base,base,0.3,0.3); print(time.time()-t0); report(KP,PP)
    for i in range(len(G)):
        for w in (0,3):
            k=base+(w-1)*G[i]; _,PP2=evaluate(None,k,0.3,0.3); print('fam',i,w,end=' '); report(np.zeros((1,1)),PP2,thr=(0.5,0.7))
    np.save('/tmp/G.npy',np.array(G,dtype=np.float32))
