from p2 import *
G=grams(); base=sum(G); np.save('/tmp/G.npy',np.array(G,dtype=np.float32))
_,PP=evaluate(None,base,0.3,0.3)
np.savez('/tmp/pp.npz',PP=PP,Y=Y,V=V,H=H,Kd=Kd,T=np.array(T,dtype=object))
def x301b(PP,sel,t):
    tp=fp=fn=0
    for i in np.flatnonzero(sel):
        j=PP[i,1:].argmax()+1
        for k,r in enumerate('1234',1):
            truth=Y[i]!='0' and Y[i]!=r; flag= j!=k and 1-PP[i,0]-PP[i,k]>=t and PP[i,j]>=PP[i,0]
            tp+=truth&flag; fp+=flag&(not truth); fn+=truth&(not flag)
    return tp/max(1,tp+fp), tp/max(1,tp+fn)
u=Kd=='u'
for nm,s in (('cv',(V!='ext')&(V!='reyes')),('ext',V=='ext')):
    print(nm,'top ',' '.join('%.2f:P%.3f/R%.3f'%((t,)+x301(PP,s&u,t)) for t in (.4,.5,.6,.7,.8)))
    print(nm,'odds',' '.join('%.2f:P%.3f/R%.3f'%((t,)+x301b(PP,s&u,t)) for t in (.5,.6,.65,.7,.75,.8,.85,.9)))
