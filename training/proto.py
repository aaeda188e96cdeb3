import sys, glob, random, json, yaml, numpy as np, scipy.sparse as sp, time
sys.path.insert(0,'/work/main/src')
from caseaudit.narrative.lexicon import *
from caseaudit.narrative.tokens import *
from caseaudit.narrative import features as F
sec=yaml.safe_load(open('/work/parts/narrative.yaml'))['narrative']
lex=Lexicon({Track.TURN:list(sec['turns'].items()),Track.WORD:list(sec['words'].items()),Track.CUE:list(sec['phases'].items())})
def load(path):
    out=[]
    for line in open(path):
        line=line.rstrip('\n')
        if not line or line.startswith('#'): continue
        lab,_,text=line.partition(' ')
        out.append((text,lab.rstrip('!'),lab.endswith('!')))
    return out
voices={p.split('/')[-1][:-4]:load(p) for p in sorted(glob.glob('/work/main/training/texts/*.txt'))}
K={'update':'u','manufacturer':'m','other_entity':'e','placeholder':'p','status_word':'s','date_only':'d'}
P={'initiation':'1','investigation':'2','legal_review':'3','implementation':'4','none':'0'}
ext=[]
for line in open('/work/shared/narratives/updates.tsv').read().split('\n')[1:]:
    if not line.strip(): continue
    t,k,p,n=(line.split('\t')+['',''])[:4]
    ext.append((t,K[k] if k!='update' else P[p],n.startswith('hard')))
KINDS='umepsd'
def kind(l): return 'u' if l in '01234' else l
D=Dictionary(lex)
def matrix(texts):
    b=batch_of(texts,D); s=F.scopes_of(b,lex.names[Track.TURN])
    n=len(texts); rows=[];cols=[]
    uniq=np.unique(b.numbers)
    wf={int(u):F.of_word(D.words[u]) for u in uniq}
    for t,u in zip(b.text,b.numbers):
        f=wf[int(u)]; rows.extend([t]*len(f)); cols.extend(f)
    rows=[np.array(rows)];cols=[np.array(cols)]
    for place,feat in F.families(b,s):
        rows.append(b.text[place]);cols.append(feat)
    r=np.concatenate(rows);c=np.concatenate(cols)
    return sp.csr_matrix((np.ones(len(r),dtype=np.float32),(r,c)),shape=(n,1<<F.BITS))
