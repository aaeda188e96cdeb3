from p2 import *
G=grams(); base=sum(G)
KP,PP=evaluate(base,base,0.3,0.3)
u=Kd=='u'
for i in np.flatnonzero(u):
    j=PP[i].argmax()
    if PH[j]!=Y[i] and PP[i].max()>0.5: print(V[i][:6],'!' if H[i] else '','true',Y[i],'pred',PH[j],'%.2f'%PP[i,j],'|',T[i])
print('KIND')
report(KP,PP)
pk=KC[KP.argmax(1)]
for i in np.flatnonzero(pk!=Kd):
    if (pk[i]=='u')!=(Kd[i]=='u') or Kd[i]=='p' or pk[i]=='p': print(V[i][:6],'!' if H[i] else '','true',Kd[i],'pred',pk[i],'%.2f'%KP[i].max(),'|',T[i])
