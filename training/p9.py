from p7 import *
shown,sizes=T.families([t.text for t in L],lex)
b={0:.4,2:1.5,3:2,5:2,9:2,10:1.5}
for nm,t,C in (('C1',b,1.),('ng.2',{**b,0:.2},.5),('seq',{**b,6:1.5,7:1.5,8:1.5,5:3},.5),('wb2',{**b,1:2},.5),('noshape',{**b,14:0,15:0,16:0},.5)):
    show(nm,cv(gram(t,shown,sizes),C))
