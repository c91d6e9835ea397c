"""What a new document begins with: every part once, to be overwritten. A test holds that it can be saved."""

from __future__ import annotations

SKELETON = """\
# 一个文件写一项待遇。带“#”的是说明，可以删去。写法见 docs/policy-language.md。
benefit: new_benefit            # 代号：小写英文字母、数字、下划线
name: 新的待遇
summary: 用一句话告诉老百姓这是什么。
subject: elder                  # elder 老人，infant 婴幼儿，facility 设施，staff 人员，organisation 组织
issuer: {division: 230500000000, name: 双鸭山市人民政府}
territory: {division: 230500000000, name: 双鸭山市}
law:
  title: 依据文件的标题
  number: 文号〔2026〕1号
  date: 2026-01
in_force: {from: 2026-01-01}    # 有截止日期的再写 to: 2026-12-31

parameters:                     # 以后会变的数字，每个值写清从哪天起、出自哪一条
  rate:
    label: 每人每月
    values:
      - {from: 2026-01-01, value: 100 yuan, article: 第三条}

clauses:                        # 条件：全部符合才给
  - key: home
    says: 户籍在双鸭山市。
    article: 第二条
    when: within(registered, '230500000000')
  - key: age
    says: 年满 80 周岁。
    article: 第二条
    when: age_on(period_end) >= 80

amount:
  per: month                    # month 每月，year 每年，once 一次
  formula: rate
  says: 每人每月 {rate}。
  article: 第三条

payers:                         # 份额合计 100%
  - {fund: city, share: 50%, article: 第五条}
  - {fund: county, share: 50%, article: 第五条}

delivery: cash                  # cash 现金，voucher 服务券，service 服务，one_off 一次性补助
start: application              # application 依申请，automatic 免申即享
survival_check: 12              # 每几个月做一次生存认证；不需要就删去
evidence: [居民身份证, 户口簿]
"""
