from proto import *
from sklearn.linear_model import LogisticRegression
import warnings; warnings.filterwarnings('ignore')
TEST={'jansen','kessler'}
names=[v for v in voices if v not in TEST]
X={v:matrix([t for t,_,_ in voices[v]]) for v in names}; Y={v:np.array([l for _,l,_ in voices[v]]) for v in names}
Xe=matrix([t for t,_,_ in ext]); Ye=np.array([l for _,l,_ in ext])
def fit(Xs,y,C=1.0):
    Xn=Xs.copy(); Xn.data=np.minimum(Xn.data,2)
    return LogisticRegression(C=C,max_iter=300).fit(Xn,y)
def ev(mk,mp,Xt,y):
    Xt=Xt.copy(); Xt.data=np.minimum(Xt.data,2)
    pk=mk.predict(Xt); pp=mp.predict(Xt); k=np.array([kind(l) for l in y])
    six_true=np.where(k=='u',y,'N'); six=np.where(pk=='u',pp,'N')
    u=k=='u'
    return (six==six_true).mean(), (pp[u]==y[u]).mean(), ((pk=='u')==u).mean(), (pk==k).mean()
if __name__=='__main__':
    for C in (0.03,0.1,0.3,1):
        acc=[]
        for v in names:
            tr=[n for n in names if n!=v]
            Xt=sp.vstack([X[n] for n in tr]); y=np.concatenate([Y[n] for n in tr]); k=np.array([kind(l) for l in y])
            mk=fit(Xt,k,C); mp=fit(Xt[k=='u'],y[k=='u'],C)
            acc.append(ev(mk,mp,X[v],Y[v]))
        Xt=sp.vstack([X[n] for n in names]); y=np.concatenate([Y[n] for n in names]); k=np.array([kind(l) for l in y])
        e=ev(fit(Xt,k,C),fit(Xt[k=='u'],y[k=='u'],C),Xe,Ye)
        print(C,'cv',np.round(np.mean(acc,0),3),'ext',np.round(e,3))
        for v,a in zip(names,acc): print('   ',v,np.round(a,3))
